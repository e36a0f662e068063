import type { JournalEntry } from '@pmx/protocol';
import type { ExitRecord, LifecycleEvent } from '@pmx/supervision';
import type { Slot } from '../../../../packages/daemon/src/apps/app';
import { Journal, KernelKills, Recorder } from '../../../../packages/daemon/src/journal';
import { inState, registryOf } from '../support';
import { entry } from './support';

const silent = { info: () => {}, error: () => {} };
const unread = () => {
  throw new Error('ENOENT');
};

function setUp(past: JournalEntry[] = []) {
  const files = { load: () => past, read: async () => past, write: () => {}, close: () => {} };
  const time = { now: 1_000 };
  const clock = () => time.now;
  const journal = new Journal({ files, log: silent, clock });
  const recorder = new Recorder({
    journal,
    kernelKills: new KernelKills(unread),
    errorText: () => 'boom\n',
    clock,
    now: clock,
  });
  const slot = registryOf({ name: 'api', script: 'api.js' }).slots()[0]!;
  const tell = (event: LifecycleEvent, message: string): void =>
    recorder.lifecycle(slot, { type: 'publish', event, message });
  const told = (): string[] => journal.newest().map(({ kind, message }) => `${kind}: ${message}`);
  return { journal, recorder, slot, tell, told, time };
}

const ended = (slot: Slot, generation: number, change: Partial<ExitRecord> = {}): Slot =>
  inState(slot, {
    pid: null,
    lastExit: {
      status: { kind: 'code', code: 3 },
      uptime: 50,
      generation,
      requested: false,
      failure: null,
      ...change,
    },
  });

test('an end is told when its last words are in the files, with the time at which it was', () => {
  const { journal, recorder, slot, tell, told, time } = setUp();
  recorder.noteProcess(inState(slot, { generation: 1, pid: 77 }));
  ended(slot, 1);
  tell('exit', 'exited with code 3');
  expect(told()).toEqual([]);
  time.now = 1_500;
  tell('waiting', 'exited with code 3; next start in 400 ms');
  expect(journal.newest()).toMatchObject([
    { kind: 'exit', at: 1_000, pid: 77, generation: 1, uptime: 50, errorTail: ['boom'] },
    { kind: 'restart', at: 1_500, message: 'exited with code 3; next start in 400 ms' },
  ]);
});

test('restarts at once and after a pause are both told, each once', () => {
  const { slot, tell, told } = setUp();
  for (const generation of [1, 2]) {
    ended(slot, generation);
    tell('exit', 'exited with code 3');
    // A restart at once has asked for the next process in the same step.
    if (generation === 1) inState(slot, { generation: 2 });
    tell(generation === 1 ? 'restart' : 'waiting', `after ${generation}`);
  }
  expect(told()).toEqual([
    'exit: exited with code 3 after 50 ms',
    'restart: after 1',
    'exit: exited with code 3 after 50 ms',
    'restart: after 2',
  ]);
});

test('a daemon that learns again of what the one before has told adds nothing', () => {
  const { slot, tell, told } = setUp([
    entry(1, { kind: 'exit', generation: 4, message: 'told' }),
    entry(2, { kind: 'restart', generation: 4, message: 'decided' }),
  ]);
  ended(inState(slot, { generation: 4 }), 4);
  tell('exit', 'exited with code 3');
  tell('waiting', 'again');
  expect(told()).toEqual(['exit: told', 'restart: decided']);
});

test('an app that was deleted and added again has its own ends', () => {
  const { slot, tell, told } = setUp([
    entry(1, { kind: 'exit', generation: 1, message: 'of before' }),
    entry(2, { kind: 'delete', message: 'deleted' }),
  ]);
  ended(inState(slot, { generation: 1 }), 1);
  tell('exit', 'exited with code 3');
  tell('errored', 'exited with code 3');
  expect(told().slice(2)).toEqual([
    'exit: exited with code 3 after 50 ms',
    'give-up: pmx gave up: exited with code 3',
  ]);
});

test('what was given up before it had a process has no end', () => {
  const { slot, tell, told } = setUp();
  ended(slot, 1, { requested: true, status: { kind: 'spawn-failed', message: 'stopped' } });
  tell('exit', 'could not be started: stopped');
  tell('stop', 'stopped');
  expect(told()).toEqual(['stop: stopped, as asked']);
});

test('a disk that stays full is told once a minute', () => {
  const { recorder, slot, told, time } = setUp();
  for (const now of [1_000, 2_000, 60_999, 61_000]) {
    time.now = now;
    recorder.droppedOutput(slot, `at ${now}`);
  }
  expect(told()).toEqual(['dropped-output: at 1000', 'dropped-output: at 61000']);
});

test.each<[string, JournalEntry[], boolean, RegExp]>([
  ['the first', [], false, /began \(pid 5, version 1\.0\)$/],
  ['after one that ended', [entry(1, { daemon: 'began' }), entry(2, { daemon: 'ended' })], false, /1\.0\)$/],
  ['after one that was killed', [entry(1, { daemon: 'began' })], false, /was killed or had a fault/],
  ['after a boot', [entry(1, { daemon: 'began' })], true, /after the machine was started again$/],
])('the daemon began: %s', (_name, past, isOver, expected) => {
  const { recorder, told } = setUp(past);
  recorder.began(5, '1.0', isOver);
  expect(told().at(-1)).toMatch(expected);
});

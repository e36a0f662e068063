import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSameProcess, startTimeOf } from '@pmx/system';
import type { ProbeResult } from '../../../../../packages/daemon/src/observe/probes';
import { failed, fakeTimeouts, run } from './support';

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'pmx-probe-')));
});
afterEach(() => {
  jest.useRealTimers();
  if (existsSync(join(dir, 'pids'))) for (const pid of pidsOf()) kill(pid);
  rmSync(dir, { recursive: true, force: true });
});

const sh = (command: string, options = {}): Promise<ProbeResult> =>
  run({ kind: 'command', command }, { cwd: dir, ...options });

/** The processes whose pids the command wrote to the file `pids`. */
const pidsOf = (): number[] => readFileSync(join(dir, 'pids'), 'utf8').trim().split(/\s+/).map(Number);

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
}

/** Waits until none of them runs. A killed process is gone as soon as the system gets to it. */
async function gone(pids: number[]): Promise<void> {
  const started = pids.map((pid) => [pid, startTimeOf(pid)] as const);
  for (const [pid, startTime] of started) {
    while (startTime !== null && isSameProcess(pid, startTime)) await new Promise(setImmediate);
  }
}

test('exit code 0 is fine', async () => {
  expect(await sh('true')).toEqual({ ok: true });
});

test('it runs in the folder and the environment of the app, and in nothing else', async () => {
  expect(await sh('pwd >&2; echo "$COLOUR $HOME"; exit 1', { env: { COLOUR: 'green' } })).toEqual(
    failed('its command exited with code 1: green'),
  );
  expect(await sh('pwd; exit 1')).toEqual(failed(`its command exited with code 1: ${dir}`));
});

test.each([
  ['exit 3', 'its command exited with code 3'],
  ['echo one; echo two >&2; exit 1', 'its command exited with code 1: two'],
  ['echo one >&2; echo two; exit 1', 'its command exited with code 1: two'],
  ['printf "one\\ntwo\\n\\n  \\n"; exit 1', 'its command exited with code 1: two'],
  ['printf "\\033[31mred\\001\\033[0m alert\\033[0m"; exit 1', 'its command exited with code 1: red alert'],
  ['kill -9 $$', 'its command was ended by SIGKILL'],
])('%s', async (command, reason) => {
  expect(await sh(command)).toEqual(failed(reason));
});

test('no time passes when its output ends with it', async () => {
  fakeTimeouts();
  // The system may tell of the one or of the other first.
  for (let time = 0; time < 20; time += 1)
    expect(await sh('echo done; exit 3')).toEqual(failed('its command exited with code 3: done'));
});

test('a command that does not exist', async () => {
  expect(await sh('./no-such-check')).toEqual(failed(/^its command exited with code 127: .*no-such-check/));
});

test('a folder that does not exist', async () => {
  expect(await sh('true', { cwd: join(dir, 'no') })).toEqual(failed(/^could not run its command: .*ENOENT/));
});

test('much output costs little, and a long line is cut', async () => {
  expect(await sh('head -c 3000000 /dev/zero | tr "\\0" x; exit 1')).toEqual(
    failed(`its command exited with code 1: ${'x'.repeat(200)}`),
  );
});

test('no exit in time: all of its group is killed', async () => {
  fakeTimeouts();
  const watcher = watch(dir, (_, file) => file === 'pids' && jest.advanceTimersByTime(500));
  try {
    const running = sh('trap "" TERM; sleep 60 & echo $$ $! > new; mv new pids; wait', { timeout: 500 });
    expect(await running).toEqual(failed('gave no answer within 500 ms'));
  } finally {
    watcher.close();
  }
  await gone(pidsOf());
});

test('given up: all of its group is killed', async () => {
  const end = new AbortController();
  const watcher = watch(dir, (_, file) => file === 'pids' && end.abort());
  try {
    expect(await sh('sleep 60 & echo $$ $! > new; mv new pids; wait', { signal: end.signal })).toEqual(
      failed('was given up'),
    );
  } finally {
    watcher.close();
  }
  await gone(pidsOf());
});

test.each(['true', 'false'])('what it leaves behind is killed (%s)', async (status) => {
  const result = await sh(`sleep 60 & echo $! > pids; ${status}`);
  expect(result.ok).toBe(status === 'true');
  await gone(pidsOf());
});

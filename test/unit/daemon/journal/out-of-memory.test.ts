import type { ExitRecord, ExitStatus } from '@pmx/supervision';
import { exitFacts } from '../../../../packages/daemon/src/journal/exit-entry';
import { KernelKills } from '../../../../packages/daemon/src/journal/out-of-memory';

const code = (value: number): ExitStatus => ({ kind: 'code', code: value });
const signal = (name: string): ExitStatus => ({ kind: 'signal', signal: name });
const ended = (status: ExitStatus, change: Partial<ExitRecord> = {}): ExitRecord => ({
  status,
  uptime: 1_234,
  generation: 3,
  requested: false,
  failure: null,
  ...change,
});
const HEAP =
  '<--- Last few GCs --->\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n 1: 0xb7\n';

test.each<[ExitStatus, string, boolean, string, 'heap' | 'system' | undefined]>([
  [code(3), 'x', false, 'exited with code 3 after 1.2 s', undefined],
  [signal('SIGSEGV'), 'x', true, 'was ended by SIGSEGV after 1.2 s', undefined],
  [
    signal('SIGKILL'),
    '',
    false,
    "was ended by SIGKILL after 1.2 s, not by pmx: another process or the kernel's out-of-memory killer",
    undefined,
  ],
  [
    signal('SIGKILL'),
    '',
    true,
    'was ended by SIGKILL after 1.2 s: the kernel killed it, because memory ran out',
    'system',
  ],
  [
    signal('SIGABRT'),
    HEAP,
    false,
    'was ended by SIGABRT after 1.2 s: its JavaScript heap was full (out of memory)',
    'heap',
  ],
  [
    code(134),
    HEAP,
    false,
    'exited with code 134 after 1.2 s: its JavaScript heap was full (out of memory)',
    'heap',
  ],
  [signal('SIGABRT'), 'assertion failed', false, 'was ended by SIGABRT after 1.2 s', undefined],
  // An app that only writes about it.
  [code(1), HEAP, false, 'exited with code 1 after 1.2 s', undefined],
  [{ kind: 'unknown' }, '', true, 'ended unseen (its exit status is unknown)', undefined],
  [
    { kind: 'spawn-failed', message: 'no such file' },
    '',
    false,
    'could not be started: no such file',
    undefined,
  ],
])('%j', (status, text, kernel, message, outOfMemory) => {
  const facts = exitFacts(ended(status), text, () => kernel);
  expect(facts).toMatchObject({ message, exit: status });
  expect(facts.outOfMemory).toBe(outOfMemory);
});

test('what pmx has asked for is never blamed on memory', () => {
  const facts = exitFacts(ended(signal('SIGKILL'), { requested: true }), 'x', () => true);
  expect(facts).toEqual({
    message: 'was ended by SIGKILL after 1.2 s, as pmx had asked',
    exit: signal('SIGKILL'),
    generation: 3,
    uptime: 1_234,
  });
});

test('of a full heap the line that says so is kept, not the native stack', () => {
  expect(exitFacts(ended(signal('SIGABRT')), HEAP, () => false).errorTail).toEqual([
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  ]);
});

test('error output is cut to a fixed size', () => {
  const { errorTail = [] } = exitFacts(
    ended(code(1)),
    'x'.repeat(5_000).concat('\ny').repeat(50),
    () => false,
  );
  expect(errorTail.length).toBeLessThanOrEqual(15);
  expect(Math.max(...errorTail.map((line) => line.length))).toBeLessThanOrEqual(200);
});

describe('the counter of kernel kills', () => {
  const group = (files: Record<string, string>) =>
    new KernelKills((path) => {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    }, '/cg');
  const events = (count: number) => `low 0\noom 9\noom_kill ${count}\noom_group_kill 0\n`;

  test('explains one death for each kill that was counted since', () => {
    const files: Record<string, string> = {
      '/proc/7/cgroup': '0::/pmx\n',
      '/proc/8/cgroup': '0::/pmx\n',
      '/cg/pmx/memory.events': events(2),
    };
    const kills = group(files);
    const a = kills.counterOf(7)!;
    const b = kills.counterOf(8)!;
    expect(kills.explains(a)).toBe(false);
    files['/cg/pmx/memory.events'] = events(3);
    expect(kills.explains(a)).toBe(true);
    expect(kills.explains(b)).toBe(false);
  });

  test.each([
    ['control groups of version 1', { '/proc/7/cgroup': '3:memory:/pmx\n' }],
    ['no counter', { '/proc/7/cgroup': '0::/\n' }],
    ['a kernel that does not count', { '/proc/7/cgroup': '0::/\n', '/cg/memory.events': 'oom 0\n' }],
  ])('knows nothing with %s', (_name, files) => {
    expect(group(files).counterOf(7)).toBeNull();
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { auxiliaryValue, parseLinuxRow, parseVector, processGroups, processTable } from '@pmx/system';

const page = auxiliaryValue('pageSize');

/** /proc/PID/stat with 250 ticks of user and 50 of system time, begun 1,000 ticks after the boot, 3 pages resident. */
const stat = (state: string): string =>
  `42 (a) b) ${state} 1 77 77 0 -1 0 1 2 3 4 250 50 7 8 20 0 1 0 1000 1 3`;

describe('a line of the process table', () => {
  test('tells the group, the age, and what was taken', () => {
    expect(parseLinuxRow(42, stat('S'), 25_000)).toEqual({
      pid: 42,
      pgid: 77,
      startTime: '1000',
      taken: { age: 15_000, processorTime: 3_000, memory: 3 * page },
    });
  });

  test('no process is younger than now', () => {
    expect(parseLinuxRow(42, stat('S'), 9_000)?.taken?.age).toBe(0);
  });

  test.each(['Z', 'X'])('one that has ended (%s) is none', (state) => {
    expect(parseLinuxRow(42, stat(state), 25_000)).toBeNull();
  });
});

describe('the auxiliary vector', () => {
  const words = [6n, 16_384n, 17n, 100n, 0n, 0n, 17n, 99n];

  test.each([
    ['LE', 8],
    ['BE', 8],
    ['LE', 4],
  ] as const)('is read up to its end (%s, %i bytes a word)', (order, wordBytes) => {
    const bytes = Buffer.alloc(words.length * wordBytes + 3);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    words.forEach((word, index) => {
      if (wordBytes === 8) view.setBigUint64(8 * index, word, order === 'LE');
      else view.setUint32(4 * index, Number(word), order === 'LE');
    });
    expect([...parseVector(bytes, wordBytes, order)]).toEqual([
      [6, 16_384],
      [17, 100],
    ]);
  });

  test('says what this machine has', () => {
    expect(page % 4_096).toBe(0);
    expect(auxiliaryValue('clockTicks')).toBeGreaterThan(0);
  });
});

test('this process is in the table, with its memory', () => {
  const row = [...processTable()].find(({ pid }) => pid === process.pid)!;
  if (row.taken === null) return;
  const { memory, age, processorTime } = row.taken;
  const { rss } = process.memoryUsage();
  expect(Math.abs(memory - rss)).toBeLessThan(0.2 * rss);
  expect(Math.abs(age - 1_000 * process.uptime())).toBeLessThan(5_000);
  const { user, system } = process.cpuUsage();
  expect(Math.abs(processorTime - (user + system) / 1_000)).toBeLessThan(1_000);
});

test('a group is found by its leader', async () => {
  const leader = spawn('sleep', ['60'], { detached: true });
  await once(leader, 'spawn');
  try {
    expect(processGroups().get(leader.pid!)).toMatchObject([{ pid: leader.pid }]);
  } finally {
    leader.kill('SIGKILL');
    await once(leader, 'close');
  }
});

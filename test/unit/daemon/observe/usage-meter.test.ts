import type { ProcessRow } from '@pmx/system';
import { UsageMeter, usageByCommand } from '../../../../packages/daemon/src/observe/usage-meter';

const MB = 1024 * 1024;
let now = 0;
let meter: UsageMeter;

beforeEach(() => {
  now = 1_000;
  meter = new UsageMeter(() => now);
});

const row = (processorTime: number, { pid = 7, startTime = 'a', age = 10_000 } = {}): ProcessRow => ({
  pid,
  pgid: pid,
  startTime,
  taken: { age, processorTime, memory: MB },
});

const cpu = async (...rows: ProcessRow[]): Promise<(number | undefined)[]> => {
  const usage = await meter.measure(rows);
  return rows.map(({ pid }) => usage.get(pid)?.cpu);
};

test('the first look tells of the whole life', async () => {
  expect(await meter.measure([row(2_500)])).toEqual(new Map([[7, { cpu: 25, memory: MB }]]));
});

test('a later one of the time since', async () => {
  await cpu(row(2_500));
  now += 1_000;
  expect(await cpu(row(4_000))).toEqual([150]);
  now += 1_000;
  expect(await cpu(row(4_000))).toEqual([0]);
});

test('two looks in quick succession: the second says what the first said, and spoils no third', async () => {
  await cpu(row(0));
  now += 1_000;
  expect(await cpu(row(500))).toEqual([50]);
  now += 15;
  expect(await cpu(row(510))).toEqual([50]);
  now += 985;
  expect(await cpu(row(1_000))).toEqual([50]);
});

test('a process that has just begun is not told of in percents of a few milliseconds', async () => {
  expect(await cpu(row(20, { age: 10 }))).toEqual([10]);
});

test('another process under the same pid begins anew', async () => {
  await cpu(row(9_000));
  now += 1_000;
  expect(await cpu(row(100, { startTime: 'b', age: 1_000 }))).toEqual([10]);
});

test('one that was left out is forgotten', async () => {
  await cpu(row(0), row(0, { pid: 8 }));
  now += 1_000;
  await cpu(row(0));
  now += 1_000;
  expect(await cpu(row(0), row(1_000, { pid: 8 }))).toEqual([0, 10]);
});

test('where the system tells nothing beside the rest, pidusage asks it', async () => {
  const usage = await meter.measure([{ ...row(0, { pid: process.pid }), taken: null }]);
  expect(usage.get(process.pid)?.memory).toBeGreaterThan(MB);
  expect(await usageByCommand([])).toEqual(new Map());
  expect(await usageByCommand([0x7fff_fff0])).toEqual(new Map());
});

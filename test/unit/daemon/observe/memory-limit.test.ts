import type { Slot } from '../../../../packages/daemon/src/apps/app';
import { exceedMemory, type MemoryLimitPorts } from '../../../../packages/daemon/src/observe/memory-limit';

const MB = 1024 * 1024;

interface Bench {
  slot: Slot;
  ports: { [P in keyof MemoryLimitPorts]: jest.Mock } & MemoryLimitPorts;
}

function bench(heapSnapshot: boolean): Bench {
  const spec = { name: 'api', restart: { heapSnapshot } };
  const state = { pid: 42, generation: 1, desired: 'up' };
  const slot = { id: 0, app: { spec }, state, usage: { memory: 200 * MB }, removing: false };
  const ports = {
    log: { info: jest.fn(), error: jest.fn() },
    excused: jest.fn(() => false),
    keepHeap: jest.fn(async () => '/heaps/api.heapsnapshot'),
    tell: jest.fn(),
    refreshProcesses: jest.fn(),
  };
  return { slot: slot as unknown as Slot, ports: ports as unknown as Bench['ports'] };
}

const LIMIT = 150 * MB;
const TAKES = 'it takes 200M of memory, more than its limit of 150M';

test('without being asked for a heap, it is restarted in the same turn', () => {
  const { slot, ports } = bench(false);
  void exceedMemory(slot, LIMIT, ports);
  expect(ports.keepHeap).not.toHaveBeenCalled();
  expect(ports.tell.mock.calls).toEqual([[[slot], TAKES]]);
  expect(ports.refreshProcesses.mock.calls).toEqual([[[slot], 'memory']]);
});

test('the heap is written first, and told of', async () => {
  const { slot, ports } = bench(true);
  ports.keepHeap.mockImplementation(async () => {
    expect(ports.refreshProcesses).not.toHaveBeenCalled();
    return '/heaps/api.heapsnapshot';
  });
  await exceedMemory(slot, LIMIT, ports);
  expect(ports.tell.mock.calls).toEqual([[[slot], `${TAKES}; its heap is in /heaps/api.heapsnapshot`]]);
  expect(ports.refreshProcesses).toHaveBeenCalledTimes(1);
});

test('a heap that cannot be written keeps nothing from being restarted', async () => {
  const { slot, ports } = bench(true);
  ports.keepHeap.mockRejectedValue(new Error('no space left on device'));
  await exceedMemory(slot, LIMIT, ports);
  expect(ports.tell.mock.calls[0]?.[1]).toBe(
    `${TAKES}; its heap could not be written: no space left on device`,
  );
  expect(ports.refreshProcesses).toHaveBeenCalledTimes(1);
});

test.each([
  ['has ended', { pid: null }],
  ['is another process', { generation: 2 }],
  ['is to be stopped', { desired: 'down' }],
])('one that %s meanwhile is left alone', async (_what, change) => {
  const { slot, ports } = bench(true);
  ports.keepHeap.mockImplementation(async () => {
    Object.assign(slot.state, change);
    return '';
  });
  await exceedMemory(slot, LIMIT, ports);
  expect(ports.tell).not.toHaveBeenCalled();
  expect(ports.refreshProcesses).not.toHaveBeenCalled();
});

test('one whose heap is being written already is left alone', async () => {
  const { slot, ports } = bench(true);
  ports.excused.mockReturnValue(true);
  await exceedMemory(slot, LIMIT, ports);
  expect(ports.keepHeap).not.toHaveBeenCalled();
  expect(ports.refreshProcesses).not.toHaveBeenCalled();
});

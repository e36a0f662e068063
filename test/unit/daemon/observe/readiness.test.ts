import type { RawApp } from '@pmx/supervision';
import type { Slot } from '../../../../packages/daemon/src/apps/app';
import { ReadinessProbes } from '../../../../packages/daemon/src/observe/readiness';
import { inState, registryOf } from '../support';
import { FakeProbes, ILL, settled, WELL } from './support';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const TCP = { readiness: { tcp: 3000, timeout: '20s' } };

function stage(raw: RawApp = TCP) {
  const [slot] = registryOf({ script: 'api.js', ...raw }).slots() as [Slot];
  const probes = new FakeProbes();
  const ready: number[] = [];
  let obstacle: string | null = null;
  const readiness = new ReadinessProbes({
    runProbe: probes.run,
    notYet: () => obstacle,
    ready: (_, generation) => ready.push(generation),
  });
  const become = (state: Partial<Slot['state']>): void => readiness.changed(inState(slot, state));
  const hinder = (reason: string | null): void => {
    obstacle = reason;
  };
  return { slot, probes, ready, readiness, become, hinder };
}

const LAUNCHED = { phase: 'launching', generation: 1, pid: 7 } as const;

test('it asks at once, and again after each interval, until the answer is good', async () => {
  const { become, probes, ready, readiness, slot } = stage();
  become(LAUNCHED);
  expect(probes.last).toMatchObject({ spec: { kind: 'tcp' }, timeout: 5_000 });
  await probes.last.answer(ILL);
  expect(readiness.lastFailure(slot)).toBe('answered with status 503');
  await jest.advanceTimersByTimeAsync(499);
  expect(probes.asked).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(probes.asked).toHaveLength(2);
  await probes.last.answer(WELL);
  expect(ready).toEqual([1]);
  expect(readiness.lastFailure(slot)).toBeNull();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(probes.asked).toHaveLength(2);
});

test('the app that has no time for it gets no long attempt', () => {
  const { become, probes } = stage({ readiness: { tcp: 3000, timeout: '2s' } });
  become(LAUNCHED);
  expect(probes.last.timeout).toBe(2_000);
});

test.each([
  ['no probe', {}, LAUNCHED],
  ['a message', { wait_ready: true }, LAUNCHED],
  ['no process yet', TCP, { ...LAUNCHED, pid: null }],
  ['a process that is online', TCP, { ...LAUNCHED, phase: 'online' }],
  ['a process that is stopping', TCP, { ...LAUNCHED, phase: 'stopping' }],
] as const)('%s: nobody is asked', (_, raw, state) => {
  const { become, probes } = stage(raw);
  become(state);
  expect(probes.asked).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});

test('further changes while it launches start no second asking', async () => {
  const { become, probes } = stage();
  become(LAUNCHED);
  become({ restarts: 1 });
  await settled();
  expect(probes.asked).toHaveLength(1);
});

test.each([{ phase: 'online' }, { phase: 'stopping' }, { phase: 'errored', pid: null }] as const)(
  'it ends when the process is %j',
  async (state) => {
    const { become, probes, ready } = stage();
    become(LAUNCHED);
    become(state);
    expect(probes.last.signal.aborted).toBe(true);
    await probes.last.answer(WELL);
    expect(ready).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  },
);

test('it ends between two attempts, too', async () => {
  const { become, probes } = stage();
  become(LAUNCHED);
  await probes.last.answer(ILL);
  become({ phase: 'stopping' });
  expect(jest.getTimerCount()).toBe(0);
});

test('the answer of an earlier generation does not count for the next', async () => {
  const { become, probes, ready } = stage();
  become(LAUNCHED);
  become({ generation: 2, pid: 8 });
  expect(probes.asked).toHaveLength(2);
  await probes.asked[0]!.answer(WELL);
  expect(ready).toEqual([]);
  await probes.asked[1]!.answer(WELL);
  expect(ready).toEqual([2]);
});

test('it waits until an answer would tell something', async () => {
  const { become, probes, readiness, slot, hinder } = stage();
  hinder('does not listen yet');
  become(LAUNCHED);
  await settled();
  expect([probes.asked.length, readiness.lastFailure(slot)]).toEqual([0, 'does not listen yet']);
  hinder(null);
  await jest.advanceTimersByTimeAsync(500);
  expect(probes.asked).toHaveLength(1);
});

test('closing ends all asking', async () => {
  const { become, probes, readiness, ready } = stage();
  become(LAUNCHED);
  readiness.close();
  await probes.last.answer(WELL);
  expect([ready, jest.getTimerCount()]).toEqual([[], 0]);
});

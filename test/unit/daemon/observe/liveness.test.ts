import type { RawApp } from '@pmx/supervision';
import type { Launched, Slot } from '../../../../packages/daemon/src/apps/app';
import { Liveness } from '../../../../packages/daemon/src/observe/liveness';
import { inState, registryOf } from '../support';
import { FakeProbes, ILL, WELL } from './support';

beforeEach(() => jest.useFakeTimers({ now: 1_000_000 }));
afterEach(() => jest.useRealTimers());

const TCP = { tcp: 3000, interval: '2s', timeout: '1s', start_period: '3s', threshold: 3 };

function stage(...raws: RawApp[]) {
  const registry = registryOf(...raws.map((raw, n) => ({ script: 'api.js', name: `app-${n}`, ...raw })));
  const slots = registry.slots();
  const probes = new FakeProbes();
  const told: [id: number, reason: string][] = [];
  const ages = new Map<Slot, number>();
  const liveness = new Liveness({
    slots: () => registry.slots(),
    now: () => Date.now(),
    runProbe: probes.run,
    heartbeatAge: (slot) => ages.get(slot) ?? null,
    unhealthy: (slot, reason) => told.push([slot.id, reason]),
  });
  return { liveness, slots, probes, told, ages, registry };
}

const launched = { reportsBoot: true } as Launched;

/** Puts a process of this generation, online, into the slot. */
function online(slot: Slot, generation: number): Slot {
  slot.launched = launched;
  return inState(slot, { phase: 'online', pid: 7, generation, launchedAt: Date.now(), desired: 'up' });
}

const pass = (milliseconds: number): Promise<unknown> => jest.advanceTimersByTimeAsync(milliseconds);

test('no timer runs when no app needs one', () => {
  const { liveness, registry, slots } = stage({}, { health: TCP });
  registry.removeSlot(slots[1]!);
  liveness.refresh();
  expect(jest.getTimerCount()).toBe(0);
});

test('the timer ends with the last app that needs it, and at close', () => {
  const { liveness, registry, slots } = stage({ health: TCP });
  liveness.refresh();
  expect(jest.getTimerCount()).toBe(1);
  registry.removeSlot(slots[0]!);
  liveness.refresh();
  expect(jest.getTimerCount()).toBe(0);
  const other = stage({ health: TCP }).liveness;
  other.refresh();
  other.close();
  expect(jest.getTimerCount()).toBe(0);
});

test('it looks each interval, and not before the start period is over', async () => {
  const { liveness, slots, probes, told } = stage({ health: TCP });
  online(slots[0]!, 1);
  probes.always = WELL;
  liveness.refresh();
  await pass(2_900);
  expect(probes.asked).toHaveLength(0);
  await pass(100);
  expect(probes.last).toMatchObject({ spec: { kind: 'tcp', port: 3000 }, timeout: 1_000, slot: { id: 0 } });
  await pass(20_000);
  expect(probes.asked).toHaveLength(11);
  expect(told).toEqual([]);
});

test('a process that was started before the daemon is asked at once', async () => {
  const { liveness, slots, probes } = stage({ health: TCP });
  inState(online(slots[0]!, 1), { launchedAt: Date.now() - 60_000 });
  liveness.refresh();
  await pass(1_000);
  expect(probes.asked).toHaveLength(1);
});

test('it is unhealthy after so many failures in a row, and that is told once', async () => {
  const { liveness, slots, probes, told } = stage({ health: TCP });
  online(slots[0]!, 1);
  liveness.refresh();
  for (const result of [ILL, ILL, WELL, ILL, ILL]) {
    await pass(3_000);
    await probes.last.answer(result);
  }
  expect(told).toEqual([]);
  await pass(3_000);
  await probes.last.answer(ILL);
  expect(told).toEqual([[0, 'failed its health check 3 times: answered with status 503']]);
  const looks = probes.asked.length;
  await pass(60_000);
  expect([probes.asked.length, told.length]).toEqual([looks, 1]);
});

test('one failure is enough with a threshold of 1', async () => {
  const { liveness, slots, probes, told } = stage({ health: { ...TCP, threshold: 1 } });
  online(slots[0]!, 1);
  probes.always = ILL;
  liveness.refresh();
  await pass(3_000);
  expect(told).toEqual([[0, 'failed its health check once: answered with status 503']]);
});

test('looks never overlap', async () => {
  const { liveness, slots, probes } = stage({ health: TCP });
  online(slots[0]!, 1);
  liveness.refresh();
  await pass(60_000);
  expect(probes.asked).toHaveLength(1);
  await probes.last.answer(WELL);
  await pass(1_000);
  expect(probes.asked).toHaveLength(2);
});

test('a new generation begins anew, with its own start period', async () => {
  const { liveness, slots, probes, told } = stage({ health: TCP });
  const [slot] = slots as [Slot];
  online(slot, 1);
  probes.always = ILL;
  liveness.refresh();
  await pass(5_000);
  expect(probes.asked).toHaveLength(2);
  online(slot, 2);
  await pass(2_000);
  expect(probes.asked).toHaveLength(2);
  await pass(4_000);
  expect(told).toEqual([]);
  await pass(1_000);
  expect(told).toHaveLength(1);
  online(slot, 3);
  await pass(10_000);
  expect(told).toHaveLength(2);
});

test.each([
  ['of another generation', { generation: 2 }],
  ['of a process that is being stopped', { phase: 'stopping' }],
] as const)('an answer %s does not count', async (_, change) => {
  const { liveness, slots, probes, told } = stage({ health: { ...TCP, threshold: 1 } });
  online(slots[0]!, 1);
  liveness.refresh();
  await pass(3_000);
  inState(slots[0]!, change);
  await probes.last.answer(ILL);
  expect(told).toEqual([]);
});

test.each(['launching', 'stopping', 'stopped', 'waiting', 'errored'] as const)(
  'what is %s is not looked at',
  async (phase) => {
    const { liveness, slots, probes } = stage({ health: TCP });
    inState(online(slots[0]!, 1), { phase });
    liveness.refresh();
    await pass(10_000);
    expect(probes.asked).toEqual([]);
  },
);

test('each instance is judged by itself', async () => {
  const { liveness, slots, probes, told } = stage(
    { health: { ...TCP, threshold: 1 }, instances: 2 },
    { health: { ...TCP, interval: '500ms', threshold: 2 } },
  );
  for (const slot of slots) online(slot, 1);
  liveness.refresh();
  await pass(3_000);
  expect(probes.asked.map(({ slot }) => slot.id)).toEqual([0, 1, 2]);
  await probes.asked[0]!.answer(WELL);
  await probes.asked[1]!.answer(ILL);
  await probes.asked[2]!.answer(ILL);
  await pass(500);
  await probes.last.answer(ILL);
  expect(told.map(([id]) => id)).toEqual([1, 2]);
});

test('closing gives up the look under way', async () => {
  const { liveness, slots, probes, told } = stage({ health: { ...TCP, threshold: 1 } });
  online(slots[0]!, 1);
  liveness.refresh();
  await pass(3_000);
  liveness.close();
  expect(probes.last.signal.aborted).toBe(true);
  await probes.last.answer(ILL);
  expect(told).toEqual([]);
});

describe('heartbeat', () => {
  const HEARTBEAT = { heartbeat: true, interval: '1s', timeout: '5s', start_period: 0, threshold: 2 };

  test('an age above the timeout is a failure', async () => {
    const { liveness, slots, ages, told, probes } = stage({ health: HEARTBEAT });
    online(slots[0]!, 1);
    ages.set(slots[0]!, 5_000);
    liveness.refresh();
    await pass(10_000);
    expect(told).toEqual([]);
    ages.set(slots[0]!, 5_001);
    await pass(2_000);
    expect(told).toEqual([
      [0, expect.stringMatching(/2 times: its event loop has been blocked for 5001 ms$/)],
    ]);
    expect(probes.asked).toEqual([]);
  });

  test('what came while the daemon itself stood still is heard first', async () => {
    const { liveness, slots, ages, told } = stage({ health: { ...HEARTBEAT, threshold: 1 } });
    online(slots[0]!, 1);
    ages.set(slots[0]!, 9_000);
    // Timers come first when a loop turns again, and what waits to be read after them.
    setTimeout(() => setImmediate(() => ages.set(slots[0]!, 100)), 1_000);
    liveness.refresh();
    await pass(1_000);
    expect(told).toEqual([]);
  });

  test('a process that was never heard has time to say something', async () => {
    const { liveness, slots, told } = stage({ health: HEARTBEAT });
    inState(online(slots[0]!, 1), { launchedAt: 0 });
    liveness.refresh();
    await pass(7_000);
    expect(told).toEqual([]);
    await pass(1_000);
    expect(told).toHaveLength(1);
  });

  test('nobody asks a program without an agent for it', async () => {
    const { liveness, slots, told } = stage({ health: HEARTBEAT });
    online(slots[0]!, 1).launched = { ...launched, reportsBoot: false };
    liveness.refresh();
    await pass(60_000);
    expect(told).toEqual([]);
  });
});

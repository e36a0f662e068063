/** Sampling of all instances, on a fake clock. */

import { Figures } from '../../../../packages/daemon/src/metrics/figures';
import { GroupSampler } from '../../../../packages/daemon/src/metrics/group-sampler';
import { inState, registryOf } from '../support';

const MB = 1024 * 1024;

function stage() {
  const registry = registryOf({ name: 'web', script: 'a.js' }, { name: 'job', script: 'b.js' });
  const [web, job] = registry.slots();
  inState(web!, { phase: 'online', pid: 10, generation: 1 });
  inState(job!, { phase: 'stopped' });
  web!.usage = { cpu: 7, memory: 50 * MB, pids: [] };
  const measured: [string, number][] = [];
  const leaks: string[] = [];
  const clock = { now: 0 };
  const agents = new Set<string>();
  const figures = new Figures({
    slots: () => registry.slots(),
    sampleUsage: async () => {},
    measure: (key, interval) => measured.push([key, interval]),
    hasAgent: (key) => agents.has(key),
    tellLeak: (slot) => leaks.push(slot.app.spec.name),
    instant: () => ({ at: 1_000_000 + clock.now, now: clock.now }),
  });
  const pass = async (milliseconds: number): Promise<void> => {
    for (let left = milliseconds; left > 0; left -= 1_000) {
      clock.now += Math.min(1_000, left);
      await jest.advanceTimersByTimeAsync(Math.min(1_000, left));
    }
  };
  return { figures, web: web!, job: job!, measured, agents, leaks, pass };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('every 30 seconds while nobody watches, every second while somebody does', async () => {
  const { figures, web, measured, pass } = stage();
  figures.start();
  await pass(61_000);
  expect(figures.history(web.id).fine.times).toHaveLength(2);
  const stop = figures.watch(() => {});
  await pass(5_000);
  expect(figures.history(web.id).fine.times).toHaveLength(7);
  stop();
  stop();
  await pass(29_000);
  expect(figures.history(web.id).fine.times).toHaveLength(7);
  expect(measured).toEqual([
    ['0.1', 30_000],
    ['0.1', 900],
    ['0.1', 30_000],
  ]);
  figures.close();
});

test('two who watch are one watching, until the last has gone', async () => {
  const { figures, measured, pass } = stage();
  const listener = jest.fn();
  const first = figures.watch(listener);
  const second = figures.watch(() => {});
  second();
  expect(figures.interval).toBe(900);
  await pass(2_000);
  expect(listener).toHaveBeenCalledTimes(2);
  first();
  expect(figures.interval).toBe(30_000);
  expect(measured.map(([, interval]) => interval)).toEqual([900, 30_000]);
  figures.close();
});

test('the latest of process and agent, until the agent falls silent', async () => {
  const { figures, web, job, pass } = stage();
  figures.watch(() => {});
  figures.hear(web, { 'heap.used': 5 * MB }, { jobs: { kind: 'counter', value: 3, unit: '' } });
  await pass(1_000);
  expect(figures.latest(web)).toEqual({
    id: web.id,
    name: 'web',
    at: 1_001_000,
    values: { cpu: 7, memory: 50 * MB, processes: 0, 'heap.used': 5 * MB },
    custom: { jobs: { kind: 'counter', value: 3, unit: '' } },
    leak: null,
  });
  await pass(3_000);
  expect(figures.latest(web)).toMatchObject({ values: { cpu: 7 }, custom: {} });
  expect(figures.latest(web).values).not.toHaveProperty(['heap.used']);
  expect(figures.latest(job)).toMatchObject({ at: null, values: {} });
  figures.close();
});

test('of two reports between two looks both show', async () => {
  const { figures, web, pass } = stage();
  figures.watch(() => {});
  figures.hear(web, { 'heap.used': 5 * MB, 'loop.delay.max': 300, 'http.server.rate': 10 }, {});
  figures.hear(web, { 'heap.used': 6 * MB, 'loop.delay.max': 2, 'http.server.rate': 20 }, {});
  await pass(1_000);
  expect(figures.latest(web).values).toMatchObject({
    'heap.used': 6 * MB,
    'loop.delay.max': 300,
    'http.server.rate': 15,
  });
  figures.hear(web, { 'heap.used': 7 * MB, 'loop.delay.max': 1 }, {});
  await pass(1_000);
  expect(figures.latest(web).values).toMatchObject({ 'heap.used': 7 * MB, 'loop.delay.max': 1 });
  expect(figures.latest(web).values).not.toHaveProperty(['http.server.rate']);
  await pass(1_000);
  expect(figures.latest(web).values).toMatchObject({ 'heap.used': 7 * MB, 'loop.delay.max': 1 });
  figures.close();
});

test('another process begins without what the one before reported; what does not run is a gap, once', async () => {
  const { figures, web, pass } = stage();
  figures.watch(() => {});
  figures.hear(web, { 'heap.used': 5 * MB }, {});
  await pass(1_000);
  inState(web, { generation: 2, pid: 11 });
  await pass(1_000);
  expect(figures.latest(web).values).not.toHaveProperty(['heap.used']);
  inState(web, { phase: 'stopped', pid: null });
  await pass(3_000);
  expect(figures.latest(web)).toMatchObject({ at: null, values: {} });
  expect(figures.history(web.id).fine.values.cpu).toEqual([7, 7, null]);
  figures.close();
});

test('fresh figures for one look: the agents are asked, and left alone again', async () => {
  const { figures, web, measured, pass } = stage();
  const refreshed = figures.refresh();
  await pass(1_000);
  figures.hear(web, { 'heap.used': MB }, {});
  await pass(1_000);
  await refreshed;
  expect(figures.latest(web).values['heap.used']).toBe(MB);
  expect(measured.map(([, interval]) => interval)).toEqual([900, 30_000]);
  figures.close();
});

test('a late report is waited for, and so is the first one of somebody else’s watching', async () => {
  const { figures, web, agents, pass } = stage();
  agents.add('0.1');
  for (const isWatched of [false, true]) {
    if (isWatched) figures.watch(() => {});
    let isDone = false;
    const refreshed = figures.refresh().then(() => {
      isDone = true;
    });
    await pass(2_000);
    expect(isDone).toBe(false);
    figures.hear(web, { 'heap.used': MB }, {});
    await pass(100);
    await refreshed;
    expect(figures.latest(web).values['heap.used']).toBe(MB);
    inState(web, { generation: 2, pid: 11 });
    agents.add('0.2');
  }
  figures.close();
});

test('an agent that does not report is not waited for for ever', async () => {
  const { figures, agents, pass } = stage();
  agents.add('0.1');
  const refreshed = figures.refresh();
  await pass(3_100);
  await refreshed;
  figures.close();
});

test('a leak is told once, with the time that is left', async () => {
  const { figures, web, leaks, pass } = stage();
  figures.watch(() => {});
  for (let second = 0; second < 260; second += 1) {
    const live = (10 + (5 * second) / 60) * MB;
    figures.hear(
      web,
      { 'heap.live': live, 'heap.space.old': live, 'heap.limit': 131 * MB, 'gc.major.rate': 1 },
      {},
    );
    await pass(1_000);
  }
  expect(leaks).toEqual(['web']);
  const { leak } = figures.latest(web);
  expect(leak!.rate / MB).toBeCloseTo(5, 1);
  expect(leak!.limitIn! / 60_000).toBeCloseTo((131 - 10 - (5 * 259) / 60) / 5, 0);
  figures.forget(web.id);
  expect(figures.latest(web).leak).toBeNull();
  figures.close();
});

describe('a process group', () => {
  const counters = new Map<number, { openFiles: number; read: number; written: number }>();
  const sampler = (): GroupSampler => new GroupSampler((pid) => counters.get(pid) ?? null);

  beforeEach(() => {
    counters.clear();
    counters.set(1, { openFiles: 3, read: 1_000, written: 0 });
  });

  test('has rates from the second look on', () => {
    const group = sampler();
    expect(group.look([1], 0)).toEqual({ processes: 1, 'files.open': 3 });
    counters.set(1, { openFiles: 4, read: 3_000, written: 500 });
    expect(group.look([1], 2_000)).toEqual({
      processes: 1,
      'files.open': 4,
      'io.read': 1_000,
      'io.write': 250,
    });
  });

  test('whose members come and go never has a rate below 0', () => {
    const group = sampler();
    group.look([1], 0);
    counters.set(2, { openFiles: 1, read: 200, written: 0 });
    expect(group.look([1, 2], 1_000)).toMatchObject({ processes: 2, 'files.open': 4, 'io.read': 200 });
    counters.delete(1);
    expect(group.look([1, 2], 2_000)).toMatchObject({ processes: 2, 'files.open': 1, 'io.read': 0 });
  });

  test('of which the system does not tell has its number alone', () => {
    expect(sampler().look([7, 8], 0)).toEqual({ processes: 2 });
  });
});

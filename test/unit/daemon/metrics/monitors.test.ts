/** Dashboards: a snapshot, then what has changed. */

import type { InstanceMetrics, InstanceView, JournalEntry, MonitorTick } from '@pmx/protocol';
import { Monitors, type Viewer } from '../../../../packages/daemon/src/metrics/monitors';

const view = (id: number, cpu = 0): InstanceView => ({ id, name: `app${id}`, cpu }) as InstanceView;
const sample = (id: number, at: number): InstanceMetrics => ({
  id,
  name: `app${id}`,
  at,
  values: { cpu: at, 'heap.used': 1, 'gc.longest': 2 },
  custom: { jobs: { kind: 'counter', value: 1, unit: '' } },
  leak: null,
});

class FakeViewer implements Viewer {
  readonly ticks: MonitorTick[] = [];
  unread = 0;
  notify(_: 'tick', tick: MonitorTick): boolean {
    this.ticks.push(tick);
    return true;
  }
}

function stage() {
  const world = {
    views: [view(1), view(2)],
    metrics: [sample(1, 1), sample(2, 1)],
    journal: [{ seq: 1 }] as JournalEntry[],
    watchers: 0,
    tick: () => {},
  };
  const monitors = new Monitors({
    views: () => world.views,
    metrics: () => world.metrics,
    history: (id) => ({ id, fine: { times: [], values: {} }, coarse: { times: [], values: {} } }),
    host: { look: () => ({ cores: 2 }) } as never,
    journal: (limit) => world.journal.slice(-limit),
    watch: (listener) => {
      world.watchers += 1;
      world.tick = listener;
      return () => {
        world.watchers -= 1;
      };
    },
    clock: () => 5,
  });
  return { world, monitors };
}

test('the snapshot has all; of the focus every metric, of others those of a list', () => {
  const { monitors } = stage();
  const { apps, metrics, history, journal } = monitors.join(new FakeViewer(), 2);
  expect(apps.map(({ id }) => id)).toEqual([1, 2]);
  expect(metrics.map(({ values }) => Object.keys(values))).toEqual([
    ['cpu', 'heap.used'],
    ['cpu', 'heap.used', 'gc.longest'],
  ]);
  expect(metrics.map(({ custom }) => Object.keys(custom))).toEqual([[], ['jobs']]);
  expect(history?.id).toBe(2);
  expect(journal).toHaveLength(1);
});

test('a focus that is not there has no past', () => {
  expect(stage().monitors.join(new FakeViewer(), 9).history).toBeNull();
});

test('a tick has what has changed, and no more', () => {
  const { world, monitors } = stage();
  const viewer = new FakeViewer();
  monitors.join(viewer, null);
  world.tick();
  world.views = [view(1), view(2, 50), view(3)];
  world.metrics = [sample(1, 1), sample(2, 2), sample(3, 2)];
  world.journal = [...world.journal, { seq: 2 } as JournalEntry];
  world.tick();
  const told = viewer.ticks.map(({ apps, metrics, removed, journal }) => ({
    apps: apps.map(({ id }) => id),
    metrics: metrics.map(({ id }) => id),
    removed,
    journal: journal.map(({ seq }) => seq),
  }));
  expect(told).toEqual([
    { apps: [], metrics: [], removed: [], journal: [] },
    { apps: [2, 3], metrics: [2, 3], removed: [], journal: [2] },
  ]);
});

test('a slow viewer is told nothing until it has read, and then all at once', () => {
  const { world, monitors } = stage();
  const viewer = new FakeViewer();
  monitors.join(viewer, null);
  viewer.unread = 1_000_000;
  world.views = [view(1, 10), view(2)];
  world.tick();
  world.views = [view(1, 10), view(4)];
  world.tick();
  expect(viewer.ticks).toEqual([]);
  viewer.unread = 0;
  world.tick();
  expect(viewer.ticks).toMatchObject([{ apps: [{ id: 1, cpu: 10 }, { id: 4 }], removed: [2] }]);
});

test('what left and came back is told of again', () => {
  const { world, monitors } = stage();
  const viewer = new FakeViewer();
  monitors.join(viewer, null);
  world.views = [view(1)];
  world.metrics = [sample(1, 1)];
  world.tick();
  world.views = [view(1), view(2)];
  world.metrics = [sample(1, 1), sample(2, 1)];
  world.tick();
  expect(viewer.ticks.map(({ apps, removed, metrics }) => [apps.length, removed, metrics.length])).toEqual([
    [0, [2], 0],
    [1, [], 1],
  ]);
});

test('sampling goes on while there is a viewer', () => {
  const { world, monitors } = stage();
  const [first, second] = [new FakeViewer(), new FakeViewer()];
  monitors.join(first, null);
  monitors.join(second, 1);
  monitors.join(first, 2);
  expect(world.watchers).toBe(1);
  monitors.leave(first);
  world.tick();
  expect([first.ticks.length, second.ticks.length]).toEqual([0, 1]);
  monitors.leave(second);
  monitors.leave(second);
  expect(world.watchers).toBe(0);
});

import type { HostedProcess } from '@pmx/protocol';
import type { InstanceState } from '@pmx/supervision';
import { type Gap, reconcile } from '../../../../packages/daemon/src/runtime/reconcile';
import { inState, registryOf } from '../support';

const running = (key: string, pid = 100): HostedProcess => ({
  key,
  pid,
  startTime: '1',
  startedAt: 5,
  exit: null,
  gone: false,
});

const exited = (key: string, code: number, gone = true): HostedProcess => ({
  ...running(key),
  exit: { kind: 'code', code },
  gone,
});

function slotIn(state: Partial<InstanceState>) {
  const registry = registryOf({ name: 'web', script: 'a.js' });
  return inState(registry.slots()[0]!, state);
}

const eventsOf = (state: Partial<InstanceState>, processes: HostedProcess[], gap: Gap = 'daemon') =>
  reconcile([slotIn(state)], processes, gap).deliveries.map(({ event }) => event);

describe('a slot that believes it is online', () => {
  const online = { desired: 'up', phase: 'online', generation: 3 } as const;

  test('is adopted when the host runs it', () => {
    expect(eventsOf(online, [running('0.3')])).toEqual([
      { type: 'adopted', generation: 3, pid: 100, launchedAt: 5 },
    ]);
  });

  test('hears the true exit code of what ended meanwhile', () => {
    expect(eventsOf(online, [exited('0.3', 7)])).toEqual([
      { type: 'exited', generation: 3, status: { kind: 'code', code: 7 }, groupAlive: false },
      { type: 'gone', generation: 3 },
    ]);
  });

  test('waits for the rest of a group that still lives', () => {
    expect(eventsOf(online, [exited('0.3', 7, false)])).toEqual([
      { type: 'exited', generation: 3, status: { kind: 'code', code: 7 }, groupAlive: true },
    ]);
  });

  test('is lost when no host knows it', () => {
    expect(eventsOf(online, [])).toEqual([{ type: 'lost' }]);
  });

  test('follows the host when the disk was behind', () => {
    expect(eventsOf(online, [running('0.5')])).toEqual([
      { type: 'adopted', generation: 5, pid: 100, launchedAt: 5 },
    ]);
    expect(eventsOf(online, [exited('0.5', 1)]).map(({ type }) => type)).toEqual([
      'adopted',
      'exited',
      'gone',
    ]);
  });

  test('lets the answer to a spawn under way tell', () => {
    expect(eventsOf({ ...online, phase: 'launching' }, [{ ...running('0.3'), pid: null }])).toEqual([]);
  });
});

describe('a slot whose start was under way', () => {
  const launching = { desired: 'up', phase: 'launching', generation: 3 } as const;

  test.each(['host', 'daemon'] as const)('is started again when the %s was lost before that', (gap) => {
    const slot = slotIn(launching);
    expect(reconcile([slot], [], gap)).toMatchObject({ deliveries: [], unstarted: [slot] });
  });

  test('is left alone while that goes on: its answer will tell', () => {
    expect(reconcile([slotIn(launching)], [], 'host', () => true)).toMatchObject({
      deliveries: [],
      unstarted: [],
    });
  });

  test('is lost when it had a process', () => {
    expect(eventsOf({ ...launching, pid: 100 }, [])).toEqual([{ type: 'lost' }]);
  });
});

describe('a slot without a process', () => {
  test('that waited for a timer of the dead daemon is started again', () => {
    const waiting = { desired: 'up', phase: 'waiting', generation: 2 } as const;
    expect(eventsOf(waiting, [exited('0.2', 1)])).toEqual([{ type: 'lost' }]);
    expect(eventsOf(waiting, [])).toEqual([{ type: 'lost' }]);
  });

  test('that waits for a living timer is left alone', () => {
    expect(eventsOf({ desired: 'up', phase: 'waiting', generation: 2 }, [], 'host')).toEqual([]);
  });

  test.each(['stopped', 'errored'] as const)('that is %s stays so', (phase) => {
    expect(eventsOf({ phase, generation: 2 }, [])).toEqual([]);
    expect(eventsOf({ phase, generation: 2 }, [exited('0.2', 1)])).toEqual([]);
  });
});

test('an older run beside its successor is an orphan of a known slot', () => {
  const slot = slotIn({ desired: 'up', phase: 'online', generation: 3 });
  const { orphans, forgettable } = reconcile(
    [slot],
    [running('0.3'), running('0.2', 99), exited('0.1', 0)],
    'daemon',
  );
  expect(orphans).toEqual([{ key: '0.2', known: true }]);
  expect(forgettable).toEqual(['0.1']);
});

test('a process of no slot is an orphan that nobody touches', () => {
  expect(reconcile([], [running('9.1')], 'daemon').orphans).toEqual([{ key: '9.1', known: false }]);
});

test.each(['launching', 'online', 'stopping', 'waiting', 'errored'] as const)(
  'what ended with pmx or the machine while %s was interrupted, not lost',
  (phase) => {
    expect(eventsOf({ desired: 'up', phase, generation: 2 }, [], 'all')).toEqual([{ type: 'interrupted' }]);
  },
);

test('what lived through the end of pmx is adopted', () => {
  expect(eventsOf({ desired: 'up', phase: 'online', generation: 3 }, [running('0.3')], 'all')).toEqual([
    expect.objectContaining({ type: 'adopted' }),
  ]);
});

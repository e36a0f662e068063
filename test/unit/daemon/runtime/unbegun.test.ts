import type { RawApp } from '@pmx/supervision';
import { newInstance } from '@pmx/supervision';
import type { Slot } from '../../../../packages/daemon/src/apps/app';
import type { Daemon } from '../../../../packages/daemon/src/commands/context';
import { resize } from '../../../../packages/daemon/src/commands/roster';
import { unbegun } from '../../../../packages/daemon/src/runtime/unbegun';
import { inState, registryOf } from '../support';

const slotOf = (raw: RawApp = {}): Slot => registryOf({ name: 'web', script: 'a.js', ...raw }).slots()[0]!;
const eventsOf = (...slots: Slot[]) => unbegun(slots).map(({ event }) => event.type);

test('instances that were added and not started yet are started', () => {
  const registry = registryOf({ name: 'web', script: 'a.js' });
  const app = registry.all()[0]!;
  const daemon = { supervisor: { registry } } as unknown as Daemon;
  const { added } = resize(daemon, app, 3);
  expect(unbegun(registry.slots())).toEqual(added.map((slot) => ({ slot, event: { type: 'start' } })));
  expect(added).toHaveLength(2);
});

test('those of an app that does not start by itself are not', () => {
  const registry = registryOf({ name: 'web', script: 'a.js' });
  const daemon = { supervisor: { registry } } as unknown as Daemon;
  resize(daemon, registry.all()[0]!, 3, false);
  expect(unbegun(registry.slots())).toEqual([]);
});

test('one that has run is the affair of what became of it', () => {
  expect(eventsOf(inState(slotOf(), { ...newInstance('up'), generation: 1 }))).toEqual([]);
  expect(eventsOf(inState(slotOf(), { desired: 'up', phase: 'launching', generation: 1 }))).toEqual([]);
});

test('instances that were to go, and run on, go', () => {
  const online = { desired: 'up', phase: 'online', generation: 1, pid: 7 } as const;
  for (const [execMode, event] of [
    ['fork', 'stop'],
    ['cluster', 'drain'],
  ] as const) {
    const slot = inState(slotOf({ exec_mode: execMode }), online);
    slot.removing = true;
    expect(eventsOf(slot)).toEqual([event]);
    expect(eventsOf(inState(slot, { desired: 'down', phase: 'stopping' }))).toEqual([]);
  }
});

/** Changes of the list that are on disk before anybody acts on them, or are taken back (invariant 5). */

import type { App, Release } from '../apps/app';
import type { Registry } from '../apps/registry';
import type { Daemon } from './context';

/**
 * Changes the list, without any effect on processes, and writes it down.
 * @throws {PmxError} PMX_ERR_STATE_WRITE when the disk refuses; the list is then as it was
 */
export function stored<T>(daemon: Daemon, change: () => T): T {
  const takeBack = remember(daemon.supervisor.registry);
  const result = change();
  try {
    daemon.store.secure();
  } catch (error) {
    takeBack();
    throw error;
  }
  return result;
}

function remember(registry: Registry): () => void {
  const known = new Map(registry.all().map((app) => [app, memoryOf(app)]));
  return () => {
    for (const app of registry.all()) {
      const { release, removing } = known.get(app) ?? NOTHING;
      for (const slot of [...app.slots]) {
        const before = removing.get(slot.id);
        if (before === undefined) registry.removeSlot(slot);
        else slot.removing = before;
      }
      Object.assign(app, release);
    }
  };
}

interface Memory {
  release: Partial<Release>;
  /** By id of the slot. */
  removing: Map<number, boolean>;
}

const NOTHING: Memory = { release: {}, removing: new Map() };

const memoryOf = ({ declaration, spec, inherited, slots }: App): Memory => ({
  release: { declaration, spec, inherited },
  removing: new Map(slots.map((slot) => [slot.id, slot.removing])),
});

/** The list itself: adding an app, changing its declaration, and its number of instances. */

import { newInstance } from '@pmx/supervision';
import type { App, Release, Slot } from '../apps/app';
import { goalDown } from '../runtime/outcome';
import type { Change } from './change';
import type { Daemon } from './context';

/** Puts a declaration into effect; a running process notices it at its next start. */
export function adopt(daemon: Daemon, declared: Release, existing: App | null): App {
  const { declaration, spec, inherited } = declared;
  if (existing) return Object.assign(existing, { declaration, spec, inherited });
  const app: App = { declaration, spec, inherited, createdAt: Date.now(), slots: [], retiring: [] };
  daemon.supervisor.registry.add(app);
  return app;
}

export const livingSlots = (app: App): Slot[] => app.slots.filter((slot) => !slot.removing);

/**
 * Adds slots, or says which to take away: those with the highest index. The added ones are not started yet.
 * @param wanted whether they will be: what is written down tells the next daemon, should this one not come to it
 */
export function resize(
  daemon: Daemon,
  app: App,
  count: number,
  wanted = true,
): { added: Slot[]; removals: Change[] } {
  const present = livingSlots(app);
  const added: Slot[] = [];
  for (let n = present.length; n < count; n += 1) {
    const slot = daemon.supervisor.registry.addSlot(app, Date.now());
    if (wanted) slot.state = newInstance('up');
    added.push(slot);
  }
  return { added, removals: present.slice(count).map(retire) };
}

/** Stops the slot; it leaves the list when its process is gone. A successor that comes up is given up by its reload. */
export function remove(slot: Slot): Change {
  slot.removing = true;
  return { slot, event: { type: 'stop' }, goal: goalDown };
}

/** Takes an instance away; in a cluster without cutting its connections. */
function retire(slot: Slot): Change {
  if (slot.app.spec.execMode !== 'cluster') return remove(slot);
  slot.removing = true;
  return { slot, event: { type: 'drain' }, goal: goalDown };
}

/** `web` → `web-2`, or the first number that is free. */
export function nameWithSuffix(name: string, taken: (name: string) => boolean): string {
  let number = 2;
  while (taken(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

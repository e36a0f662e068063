/** All apps of this home, in the order in which they were added. */

import { newInstance } from '@pmx/supervision';
import { NO_USAGE } from '../observe/usage';
import type { App, Slot } from './app';

export class Registry {
  private readonly apps = new Map<string, App>();
  private readonly slotsById = new Map<number, Slot>();
  private nextId = 0;

  all(): App[] {
    return [...this.apps.values()];
  }

  slots(): Slot[] {
    return [...this.slotsById.values()].sort((a, b) => a.id - b.id);
  }

  get size(): number {
    return this.apps.size;
  }

  app(name: string): App | undefined {
    return this.apps.get(name);
  }

  slot(id: number): Slot | undefined {
    return this.slotsById.get(id);
  }

  add(app: App): void {
    this.apps.set(app.spec.name, app);
  }

  /** A new slot with the lowest free index of its app. */
  addSlot(app: App, now: number): Slot {
    const index = lowestFree(app.slots.map((slot) => slot.index));
    return this.restoreSlot({
      id: this.nextId,
      app,
      index,
      createdAt: now,
      state: newInstance('down'),
      launched: null,
      exitedAt: null,
      removing: false,
      usage: NO_USAGE,
    });
  }

  /** A slot as it was read from disk, with its id. */
  restoreSlot(slot: Slot): Slot {
    slot.app.slots.push(slot);
    slot.app.slots.sort((a, b) => a.index - b.index);
    this.slotsById.set(slot.id, slot);
    this.nextId = Math.max(this.nextId, slot.id + 1);
    return slot;
  }

  /** Takes the slot out, and its app with the last one. Ids begin again at 0 when nothing is left. */
  removeSlot(slot: Slot): void {
    const { app } = slot;
    this.slotsById.delete(slot.id);
    app.slots = app.slots.filter((other) => other !== slot);
    if (app.slots.length === 0 && this.apps.get(app.spec.name) === app) this.apps.delete(app.spec.name);
    if (this.slotsById.size === 0) this.nextId = 0;
  }
}

function lowestFree(taken: number[]): number {
  const used = new Set(taken);
  let index = 0;
  while (used.has(index)) index += 1;
  return index;
}

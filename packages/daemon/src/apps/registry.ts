/** All apps of this home, in the order in which they were added. */

import { newInstance } from '@pmx/supervision';
import { type App, freshSlot, type Release, type Slot } from './app';

/** Between a slot and its successor, so that neither ever names a process as the other does, whatever it restarts. */
const GENERATIONS_APART = 1_000;

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
    return this.restoreSlot(freshSlot(app, this.nextId, index, now));
  }

  /** A slot as it was read from disk, with its id. */
  restoreSlot(slot: Slot): Slot {
    slot.app.slots.push(slot);
    slot.app.slots.sort((a, b) => a.index - b.index);
    this.slotsById.set(slot.id, slot);
    this.nextId = Math.max(this.nextId, slot.id + 1);
    return slot;
  }

  /** A second slot in the same place, to come up beside `slot` from `release`. */
  addSuccessor(slot: Slot, release: Release | null, now: number): Slot {
    const { restarts, listened } = slot.state;
    const generation = (Math.floor(slot.state.generation / GENERATIONS_APART) + 1) * GENERATIONS_APART;
    const state = { ...newInstance('down'), generation, restarts: restarts + 1, listened };
    const successor: Slot = { ...freshSlot(slot.app, slot.id, slot.index, now), state, release };
    slot.successor = successor;
    return successor;
  }

  /** The successor takes the slot's place; the slot retires. */
  promote(slot: Slot): void {
    const { app, successor } = slot;
    if (!successor) return;
    app.slots = app.slots.map((other) => (other === slot ? successor : other));
    app.retiring.push(slot);
    this.slotsById.set(slot.id, successor);
    slot.successor = null;
  }

  /** Every slot that may have a process of this id, the one in the list first. */
  family(id: number): Slot[] {
    const slot = this.slotsById.get(id);
    if (!slot) return this.all().flatMap((app) => app.retiring.filter((other) => other.id === id));
    const retiring = slot.app.retiring.filter((other) => other.id === id);
    return slot.successor ? [slot, slot.successor, ...retiring] : [slot, ...retiring];
  }

  /** All slots with their successors and those that retire. */
  everySlot(): Slot[] {
    return this.all().flatMap((app) => [
      ...app.slots.flatMap((slot) => (slot.successor ? [slot, slot.successor] : [slot])),
      ...app.retiring,
    ]);
  }

  /** Takes the slot out, and its app with the last one. Ids begin again at 0 when nothing is left. */
  removeSlot(slot: Slot): void {
    const { app } = slot;
    if (this.slotsById.get(slot.id) === slot) this.slotsById.delete(slot.id);
    app.slots = app.slots.filter((other) => other !== slot);
    if (slot.successor) app.retiring.push(slot.successor);
    app.retiring = app.retiring.filter((other) => other !== slot);
    for (const other of app.slots) if (other.successor === slot) other.successor = null;
    const empty = app.slots.length === 0 && app.retiring.length === 0;
    if (empty && this.apps.get(app.spec.name) === app) this.apps.delete(app.spec.name);
    if (this.slotsById.size === 0) this.nextId = 0;
  }
}

function lowestFree(taken: number[]): number {
  const used = new Set(taken);
  let index = 0;
  while (used.has(index)) index += 1;
  return index;
}

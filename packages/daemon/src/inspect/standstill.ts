/** Processes that stand still because they were asked to: no health check counts against them meanwhile. */

import { currentKey, type Slot } from '../apps/app';

export class Standstill {
  private readonly held = new Map<string, number>();

  has(slot: Slot): boolean {
    return this.held.has(currentKey(slot));
  }

  async during<R>(slot: Slot, action: () => Promise<R>): Promise<R> {
    const key = currentKey(slot);
    this.held.set(key, (this.held.get(key) ?? 0) + 1);
    try {
      return await action();
    } finally {
      const others = (this.held.get(key) ?? 1) - 1;
      if (others > 0) this.held.set(key, others);
      else this.held.delete(key);
    }
  }
}

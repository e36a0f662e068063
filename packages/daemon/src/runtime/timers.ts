/** The timers of all slots: at most one of each name for a slot. */

import type { TimerName } from '@pmx/supervision';
import type { Slot } from '../apps/app';

export class Timers {
  private readonly running = new WeakMap<Slot, Map<TimerName, NodeJS.Timeout>>();

  schedule(slot: Slot, name: TimerName, delay: number, fire: () => void): void {
    this.cancel(slot, name);
    const timers = this.running.get(slot) ?? new Map();
    this.running.set(slot, timers);
    const timer = setTimeout(() => {
      timers.delete(name);
      fire();
    }, delay);
    timers.set(name, timer);
  }

  cancel(slot: Slot, name: TimerName): void {
    const timers = this.running.get(slot);
    clearTimeout(timers?.get(name));
    timers?.delete(name);
  }
}

/** The timers of all slots: at most one of each name for a slot. */

import type { TimerName } from '@pmx/supervision';
import type { Slot } from '../apps/app';

export class Timers {
  private readonly running = new Map<string, NodeJS.Timeout>();

  schedule(slot: Slot, name: TimerName, delay: number, fire: () => void): void {
    this.cancel(slot, name);
    const key = timerKey(slot, name);
    const timer = setTimeout(() => {
      this.running.delete(key);
      fire();
    }, delay);
    this.running.set(key, timer);
  }

  cancel(slot: Slot, name: TimerName): void {
    const key = timerKey(slot, name);
    clearTimeout(this.running.get(key));
    this.running.delete(key);
  }
}

const timerKey = (slot: Slot, name: TimerName): string => `${slot.id}:${name}`;

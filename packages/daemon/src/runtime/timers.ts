/** The timers of all slots: at most one of each name for a slot. */

import type { TimerName } from '@pmx/supervision';
import type { Slot } from '../apps/app';

interface Running {
  timer: NodeJS.Timeout;
  /** Milliseconds on the clock of `performance` at which it fires. */
  due: number;
}

export class Timers {
  private readonly running = new WeakMap<Slot, Map<TimerName, Running>>();

  schedule(slot: Slot, name: TimerName, delay: number, fire: () => void): void {
    this.cancel(slot, name);
    const timers = this.running.get(slot) ?? new Map<TimerName, Running>();
    this.running.set(slot, timers);
    const running: Running = {
      timer: setTimeout(() => setImmediate(end), delay),
      due: performance.now() + delay,
    };
    timers.set(name, running);
    // Where the daemon itself was held up, what came meanwhile is heard first: the app may have been ready in time.
    function end(): void {
      if (timers.get(name) !== running) return;
      timers.delete(name);
      fire();
    }
  }

  /** Milliseconds until it fires; null: it does not run. */
  remaining(slot: Slot, name: TimerName): number | null {
    const running = this.running.get(slot)?.get(name);
    return running ? Math.max(0, running.due - performance.now()) : null;
  }

  cancel(slot: Slot, name: TimerName): void {
    const timers = this.running.get(slot);
    clearTimeout(timers?.get(name)?.timer);
    timers?.delete(name);
  }
}

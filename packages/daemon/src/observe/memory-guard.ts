/** Restarts an instance whose process group takes more memory than it may. */

import { isWanted, type Slot } from '../apps/app';
import type { UsageSampler } from './usage';

/** Milliseconds between looks, while any app has a limit. */
const INTERVAL = 1_000;

export class MemoryGuard {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly sampler: UsageSampler,
    private readonly slots: () => Slot[],
    private readonly exceeded: (slot: Slot, limit: number) => void,
  ) {}

  /** Begins or ends looking, as the limits of the apps demand. */
  refresh(): void {
    const needed = this.slots().some((slot) => slot.app.spec.restart.maxMemory !== null);
    if (needed) this.timer ??= setInterval(() => void this.look(), INTERVAL);
    else this.close();
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  private async look(): Promise<void> {
    const limited = this.slots().filter(isLimited);
    if (limited.length === 0) return;
    await this.sampler.sample(this.slots());
    for (const slot of limited) {
      const limit = slot.app.spec.restart.maxMemory;
      if (limit !== null && isLimited(slot) && slot.usage.memory > limit) this.exceeded(slot, limit);
    }
  }
}

const isLimited = (slot: Slot): boolean =>
  isWanted(slot) && slot.state.pid !== null && slot.app.spec.restart.maxMemory !== null;

/** Keeps state.json true: at once for what is wanted, soon for counters. */

import type { Registry } from '../apps/registry';
import type { Log } from '../log';
import { writeSnapshot } from './files';
import { takeSnapshot } from './snapshot';

/** Milliseconds within which phases and counters reach the disk. */
const LAZY_DELAY = 50;
/** Milliseconds until a failed write is tried again. */
const RETRY_DELAY = 1_000;

export class StateStore {
  private timer: NodeJS.Timeout | null = null;
  private failing = false;
  private concluded = false;

  constructor(
    private readonly path: string,
    private readonly registry: Registry,
    private readonly log: Log,
  ) {}

  /** `durable`: on disk when this returns, unless the disk refuses; then it is said and tried again. */
  persist(durable: boolean): void {
    if (this.concluded) return;
    if (durable) this.write(true);
    else this.later(LAZY_DELAY);
  }

  /** Writes what is still owed; for a clean end. */
  flush(): void {
    if (this.timer) this.write(true);
  }

  /** The last word: what is wanted now is what comes up again, whatever happens to it from here on. */
  conclude(): void {
    this.concluded = true;
    this.write(true);
  }

  /** Whether the disk refused the last write. */
  get isFailing(): boolean {
    return this.failing;
  }

  private write(durable: boolean): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    try {
      writeSnapshot(this.path, takeSnapshot(this.registry, this.concluded), durable);
      if (this.failing) this.log.info('The state can be written again.');
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.error(`${(error as Error).message} The old state is kept.`);
      this.failing = true;
      this.later(RETRY_DELAY);
    }
  }

  private later(delay: number): void {
    this.timer ??= setTimeout(() => this.write(false), delay);
  }
}

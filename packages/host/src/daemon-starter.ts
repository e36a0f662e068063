/** Brings the daemon back when it has died (invariant 1). */

import { monotonicNow } from '@pmx/system';

/** Milliseconds of the second attempt's delay; the first comes at once. */
const FIRST_DELAY = 100;
const MAX_DELAY = 5_000;
/** Attempts in a row after which it is tried only now and then. */
const PATIENCE = 20;
const RARE_DELAY = 30_000;
/** Milliseconds that a connection must last for the next loss to count as the first. */
const STABLE = 10_000;

/** Milliseconds to wait before another attempt, after `failures` in a row. */
export function respawnDelay(failures: number): number {
  if (failures === 0) return 0;
  return failures >= PATIENCE ? RARE_DELAY : Math.min(MAX_DELAY, FIRST_DELAY * 2 ** (failures - 1));
}

export interface DaemonStarterPort {
  /**
   * Starts a daemon; `ended` is called with how it went when it has ended, or could not be started.
   * @param attempt number in a row, from 1
   */
  start(ended: (how: string) => void, attempt: number): void;
  isConnected(): boolean;
  log(message: string): void;
}

export class DaemonStarter {
  private failures = 0;
  private connectedAt = 0;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly port: DaemonStarterPort) {}

  /** A daemon has connected. */
  connected(): void {
    this.connectedAt = monotonicNow();
    this.cancel();
  }

  /** The daemon's connection has ended without a word. */
  lost(): void {
    if (monotonicNow() - this.connectedAt >= STABLE) this.failures = 0;
    this.schedule('The daemon is gone', respawnDelay(this.failures));
  }

  /** Waits that many milliseconds for a daemon to connect, and then starts one. */
  expectWithin(delay: number): void {
    this.schedule('No daemon has connected', delay);
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private schedule(why: string, delay: number): void {
    if (this.stopped || this.timer !== null) return;
    this.timer = setTimeout(() => this.attempt(why), delay);
  }

  private attempt(why: string): void {
    this.timer = null;
    if (this.port.isConnected()) return;
    this.failures += 1;
    const next = this.failures === PATIENCE ? `; from now on every ${RARE_DELAY / 1_000} s` : '';
    this.port.log(`${why}: starting it (attempt ${this.failures}${next})`);
    this.port.start((how) => {
      this.port.log(`The daemon that was started has ended: ${how}`);
      if (!this.port.isConnected()) this.schedule('It did not stay', respawnDelay(this.failures));
    }, this.failures);
  }

  private cancel(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}

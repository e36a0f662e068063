/** Keeps state.json true: at once for what is wanted, soon for counters. */

import type { PmxError } from '@pmx/protocol';
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
  private failure: PmxError | null = null;
  /** What is owed has to outlive a power cut. */
  private owesDurable = false;
  private concluded = false;
  private closed = false;

  constructor(
    private readonly path: string,
    private readonly registry: Registry,
    private readonly log: Log,
  ) {}

  /** `durable`: on disk when this returns, unless the disk refuses; then it is said and tried again. */
  persist(durable: boolean): void {
    if (this.concluded || this.closed) return;
    if (durable) this.write(true);
    else this.later(LAZY_DELAY);
  }

  /** Writes what is still owed. What this daemon hears afterwards is for the next one to hear and to write down. */
  close(): void {
    if (this.timer) this.write(true);
    if (this.timer) clearTimeout(this.timer);
    this.closed = true;
  }

  /** The last word: what is wanted now is what comes up again, whatever happens to it from here on. */
  conclude(): void {
    this.concluded = true;
    this.write(true);
  }

  /**
   * Writes the list now, for one who must not act on it otherwise.
   * @throws {PmxError} PMX_ERR_STATE_WRITE; what is on disk is as it was
   */
  secure(): void {
    this.write(false);
    if (this.failure !== null) throw this.failure;
  }

  /** Why the disk refused the last write, in plain words; null: it did not. */
  get trouble(): string | null {
    return this.failure?.message ?? null;
  }

  private write(durable: boolean): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.owesDurable ||= durable;
    try {
      writeSnapshot(this.path, takeSnapshot(this.registry, this.concluded), this.owesDurable);
      if (this.failure !== null) this.log.info('The state can be written again.');
      this.failure = null;
      this.owesDurable = false;
    } catch (error) {
      if (this.failure === null) this.log.error(`${(error as Error).message} The old state is kept.`);
      this.failure = error as PmxError;
      this.later(RETRY_DELAY);
    }
  }

  private later(delay: number): void {
    this.timer ??= setTimeout(() => this.write(false), delay);
  }
}

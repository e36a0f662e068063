/** What every command works with. */

import type { ProgressParams } from '@pmx/protocol';
import type { App, Slot } from '../apps/app';
import type { Journal, Recorder } from '../journal';
import type { Surroundings } from '../launch';
import type { Figures } from '../metrics/figures';
import type { HostSampler } from '../metrics/host-sampler';
import type { UsageSampler } from '../observe/usage';
import type { SerialQueue } from '../runtime/queue';
import type { Supervisor } from '../runtime/supervisor';
import type { StateStore } from '../store/state-store';

export interface Daemon {
  supervisor: Supervisor;
  store: StateStore;
  surroundings: Surroundings;
  logDir: string;
  pidDir: string;
  dumpFile: string;
  cores: number;
  homeDir: string;
  /** Name of the user the daemon runs as. */
  user: string;
  /** Reloads: one at a time for each app. */
  queue: SerialQueue<App>;
  usage: UsageSampler;
  figures: Figures;
  host: HostSampler;
  journal: Journal;
  recorder: Recorder;
  /** What is wrong with an instance by its health check, while that is still borne; null: nothing. */
  failingCheck(slot: Slot): string | null;
  /** Lets the watcher and the scheduler know that an app is new, changed or gone. @returns resolves when they act on it */
  refreshTriggers(): Promise<void>;
}

/** How one running command tells how far it is. */
export interface Progress {
  report(progress: Omit<ProgressParams, 'request'>): void;
}

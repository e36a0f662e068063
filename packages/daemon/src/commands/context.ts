/** What every command works with. */

import type { ProgressParams } from '@pmx/protocol';
import type { Surroundings } from '../launch';
import type { UsageSampler } from '../observe/usage';
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
  usage: UsageSampler;
  /** Lets the watcher and the scheduler know that an app is new, changed or gone. */
  refreshTriggers(): void;
}

/** How one running command tells how far it is. */
export interface Progress {
  report(progress: Omit<ProgressParams, 'request'>): void;
}

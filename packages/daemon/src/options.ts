/** What the daemon is given from outside. */

import type { Home } from '@pmx/system';
import type { Surroundings } from './launch';
import type { Log } from './log';

export interface DaemonOptions {
  home: Home;
  surroundings: Surroundings;
  /** Program files of the hosts. */
  keeperFile: string;
  primaryFile: string;
  version: string;
  cores: number;
  homeDir: string;
  user: string;
  /** The daemon's own environment; the keeper gets it too. */
  env: Record<string, string>;
  /** What brings this daemon back. */
  program: { node: string; file: string };
  log: Log;
  /** All is over. */
  exit(): void;
}

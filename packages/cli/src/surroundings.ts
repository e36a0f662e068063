/** What the CLI needs of the process it runs in; only main.ts makes one. */

import type { Readable, Writable } from 'node:stream';
import type { Home } from '@pmx/system';
import type { Terminal } from './command';

export interface Surroundings {
  /** Words after `pmx`. */
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  home: Home;
  /** Absolute path of the daemon's main file. */
  daemonFile: string;
  terminal: Terminal;
  stdin: () => Readable;
  stdout: () => Writable;
  onInterrupt(listener: () => void): void;
}

/** Starts dist/daemon.cjs as a process of its own. */

import { existsSync } from 'node:fs';
import { spawnOwnProcess } from '@pmx/system';

export interface DaemonCommand {
  /** Path of the daemon's main file. */
  file: string;
  /** Path of the Node that runs it; absent: this one. */
  node?: string;
  env: NodeJS.ProcessEnv;
  /** Its output is appended here. */
  logFile: string;
}

/** @param ended called once, with how it ended or why it could not be started */
export function spawnDaemon({ file, node, env, logFile }: DaemonCommand, ended: (how: string) => void): void {
  if (!existsSync(file)) {
    ended(`${file} is gone. Is pmx installed elsewhere by now? Any of its commands starts the daemon.`);
    return;
  }
  try {
    const child = spawnOwnProcess(file, env, logFile, node);
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
  } catch (error) {
    ended((error as Error).message);
  }
}

/** Starts dist/daemon.cjs as a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface DaemonCommand {
  /** Path of the daemon's main file. */
  file: string;
  env: NodeJS.ProcessEnv;
  /** Its output is appended here. */
  logFile: string;
}

/** @param ended called once, with how it ended or why it could not be started */
export function spawnDaemon(command: DaemonCommand, ended: (how: string) => void): void {
  try {
    const child = spawnAppending(command);
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
  } catch (error) {
    ended((error as Error).message);
  }
}

function spawnAppending({ file, env, logFile }: DaemonCommand): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  try {
    return spawn(process.execPath, [file], { env, cwd: '/', detached: true, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

/** Bringing the daemon up when none answers. */

import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { PmxError } from '@pmx/protocol';
import { type Home, spawnOwnProcess } from '@pmx/system';

export interface DaemonProgram {
  /** Absolute path of the daemon's main file. */
  file: string;
  /** What the daemon inherits; PMX_HOME is set over it. */
  env: Readonly<Record<string, string>>;
}

export interface Launch {
  child: ChildProcess;
  /** null while it runs. Code 0 means that another daemon holds the lock. */
  exit: { code: number | null; signal: string | null } | null;
  /** What this daemon has written to its log. */
  logTail(): string[];
}

/** Lines of the daemon's log in an error. */
const TAIL_LINES = 10;
const TAIL_BYTES = 8 * 1024;

/**
 * Starts a daemon in a session of its own, so that neither the terminal nor Ctrl-C reaches it.
 * @throws {PmxError} PMX_ERR_DAEMON_START when the program is missing
 */
export function launchDaemon(home: Home, program: DaemonProgram): Launch {
  if (!existsSync(program.file)) {
    throw new PmxError(
      'PMX_ERR_DAEMON_START',
      `The daemon's program ${program.file} is missing.`,
      'Install pmx again.',
    );
  }
  mkdirSync(home.dir, { recursive: true, mode: 0o700 });
  const begin = statSync(home.daemonLog, { throwIfNoEntry: false })?.size ?? 0;
  const child = spawnOwnProcess(program.file, { ...program.env, PMX_HOME: home.dir }, home.daemonLog);
  const launch: Launch = { child, exit: null, logTail: () => tailOf(home.daemonLog, begin) };
  child.once('exit', (code, signal) => {
    launch.exit = { code, signal };
  });
  child.once('error', () => {
    launch.exit = { code: 1, signal: null };
  });
  return launch;
}

function tailOf(file: string, begin: number): string[] {
  try {
    const fd = openSync(file, 'r');
    const end = fstatSync(fd).size;
    const from = Math.max(begin, end - TAIL_BYTES);
    const bytes = Buffer.alloc(Math.max(0, end - from));
    readSync(fd, bytes, 0, bytes.length, from);
    closeSync(fd);
    return bytes.toString('utf8').split('\n').filter(Boolean).slice(-TAIL_LINES);
  } catch {
    return [];
  }
}

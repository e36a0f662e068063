/** Starting pmx's own processes: daemon and keeper. */

import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * What pmx's processes make is small and soon forgotten; a young generation of 16 MB, V8's default, would only fill
 * with garbage before it is looked at.
 */
const V8_FLAGS = ['--max-semi-space-size=1'];

/**
 * Starts `file`, detached from the caller's terminal and process group.
 * @param env its whole environment
 * @param logFile its output is appended here; made with mode 0600
 * @param node absolute path of the Node that runs it
 * @throws {Error} when the log file cannot be opened
 */
export function spawnOwnProcess(
  file: string,
  env: NodeJS.ProcessEnv,
  logFile: string,
  node: string = process.execPath,
): ChildProcess {
  // Loaded here and not at the top: most commands find the daemon running and start nothing.
  const { spawn }: typeof import('node:child_process') = require('node:child_process');
  const log = openSync(logFile, 'a', 0o600);
  try {
    return spawn(node, [...V8_FLAGS, file], {
      cwd: '/',
      env,
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

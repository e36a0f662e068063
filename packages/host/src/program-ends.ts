/** The descriptors that a program gets for its standard streams. */

import { chownSync, closeSync, constants, openSync } from 'node:fs';
import type { FifoSet } from './fifo-pool';

export type StandardFds = [number, number, number];

/**
 * Opens a program's own ends. FIFOs are opened O_RDWR: the program itself holds both ends, so that it sees neither
 * EOF nor SIGPIPE when the keeper dies (invariant 2).
 * @param silent true: stdout and stderr go to /dev/null
 */
export function openProgramEnds({ stdin, stdout, stderr }: FifoSet, silent: boolean): StandardFds {
  const paths = silent ? [stdin, '/dev/null', '/dev/null'] : [stdin, stdout, stderr];
  const fds: number[] = [];
  try {
    for (const path of paths) fds.push(openSync(path, constants.O_RDWR));
  } catch (error) {
    closeAll(fds);
    throw error;
  }
  return fds as StandardFds;
}

/** Lets the program open its streams again by name (/dev/stdout) although it runs as another user. */
export function giveTo({ stdin, stdout, stderr }: FifoSet, uid: number | null, gid: number | null): void {
  // Only root can; nobody else starts programs as another user.
  if (process.getuid?.() !== 0) return;
  for (const path of [stdin, stdout, stderr]) chownSync(path, uid ?? 0, gid ?? process.getgid!());
}

export function closeAll(fds: number[]): void {
  for (const fd of fds) closeSync(fd);
}

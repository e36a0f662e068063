/** Finds a program by the FIFO that is its standard input: its keeper died before it could write down the pid. */

import { readdirSync, readlinkSync } from 'node:fs';
import { hasEnded, processStat } from '@pmx/system';

/**
 * The leader of a process group whose standard input is the FIFO at `path`; of several, such as a program and what it has
 * started in a session of its own, the one with the lowest pid. Linux only: elsewhere nobody is found.
 */
export function findHolder(path: string): { pid: number; startTime: string } | null {
  if (process.platform !== 'linux') return null;
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  for (const pid of pids.sort((a, b) => a - b)) {
    if (inputOf(pid) !== path) continue;
    const stat = processStat(pid);
    if (stat !== null && stat.pgid === pid && !hasEnded(stat)) return { pid, startTime: stat.startTime };
  }
  return null;
}

function inputOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/0`);
  } catch {
    // It has ended, or is another user's.
    return null;
  }
}

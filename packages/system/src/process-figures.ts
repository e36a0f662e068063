/** What the system tells of one process beside CPU and memory. Linux alone; elsewhere it would cost a command each. */

import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessFigures {
  openFiles: number;
  /** Bytes since the process began that went to and came from storage. */
  read: number;
  written: number;
}

/** null where the system does not tell: another user's process, one that has ended, another system. */
export function processFigures(pid: number): ProcessFigures | null {
  if (process.platform !== 'linux') return null;
  try {
    const io = readFileSync(`/proc/${pid}/io`, 'latin1');
    const openFiles = readdirSync(`/proc/${pid}/fd`).length;
    return { openFiles, read: fieldOf(io, 'read_bytes'), written: fieldOf(io, 'write_bytes') };
  } catch {
    return null;
  }
}

const fieldOf = (io: string, name: string): number =>
  Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(io)?.[1] ?? 0);

/** Which process a pid means: (pid, start time, boot) names one process for ever (invariant 3). */

import { readFileSync } from 'node:fs';
import { outputOf } from './run-command';

export interface ProcessStat {
  /** One letter; `Z` and `X`: ended, and not yet reaped. */
  state: string;
  pgid: number;
  /** Opaque; equal for as long as the process lives. */
  startTime: string;
}

const ENDED = new Set(['Z', 'X']);

export const hasEnded = (stat: ProcessStat): boolean => ENDED.has(stat.state.charAt(0));

/** What the system tells of a process, ended ones that nobody reaped included; null: there is none. */
export function processStat(pid: number): ProcessStat | null {
  return process.platform === 'linux' ? linuxStat(pid) : psStat(pid);
}

/** Start time of a process that runs; null when none has this pid or it has ended. */
export function startTimeOf(pid: number): string | null {
  const stat = processStat(pid);
  return stat === null || hasEnded(stat) ? null : stat.startTime;
}

/** Whether the process that had this pid and start time still runs. */
export const isSameProcess = (pid: number, startTime: string): boolean => startTimeOf(pid) === startTime;

/** Names the current boot of this machine; pids and start times of another boot mean nothing. */
export function bootId(): string {
  if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return outputOf('sysctl', ['-n', 'kern.boottime']).trim();
}

function linuxStat(pid: number): ProcessStat | null {
  try {
    return parseLinuxStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/** The fields of /proc/PID/stat (proc(5)) from the third on. The name before them may hold spaces and `)`. */
export const linuxStatFields = (text: string): string[] => text.slice(text.lastIndexOf(')') + 2).split(' ');

/** Parses /proc/PID/stat. */
export function parseLinuxStat(text: string): ProcessStat | null {
  const fields = linuxStatFields(text);
  const [state, , pgid] = fields;
  const startTime = fields[19];
  if (state === undefined || pgid === undefined || startTime === undefined) return null;
  return { state, pgid: Number(pgid), startTime };
}

function psStat(pid: number): ProcessStat | null {
  try {
    return parsePsLine(outputOf('ps', ['-o', 'stat=,pgid=,lstart=', '-p', String(pid)]));
  } catch {
    return null;
  }
}

/** Parses a line of `ps -o stat=,pgid=,lstart=`. */
export function parsePsLine(line: string): ProcessStat | null {
  const [state, pgid, ...startTime] = line.trim().split(/\s+/);
  if (state === undefined || pgid === undefined || startTime.length === 0) return null;
  return { state, pgid: Number(pgid), startTime: startTime.join(' ') };
}

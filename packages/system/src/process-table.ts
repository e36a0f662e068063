/** Every process that runs, and on Linux what it takes: there one read tells both. */

import { readdirSync, readFileSync } from 'node:fs';
import { auxiliaryValue } from './auxiliary-vector';
import { hasEnded, linuxStatFields, parseLinuxStat, parsePsLine } from './process-identity';
import { outputOf } from './run-command';

export interface ProcessRow {
  pid: number;
  pgid: number;
  /** Opaque; equal for as long as the process lives. */
  startTime: string;
  /** null where the system does not tell it beside the rest. */
  taken: ProcessTaken | null;
}

export interface ProcessTaken {
  /** Milliseconds since the process began. */
  age: number;
  /** Milliseconds of user and system time since then, of all threads; in steps of 10. */
  processorTime: number;
  /** Resident bytes. */
  memory: number;
}

export function* processTable(): Iterable<ProcessRow> {
  if (process.platform !== 'linux') {
    yield* psTable();
    return;
  }
  const sinceBoot = timeSinceBoot();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const row = Number.isInteger(pid) ? linuxRow(pid, sinceBoot) : null;
    if (row !== null) yield row;
  }
}

/** In milliseconds, told by this process's own beginning: in a container the system's uptime may be the container's. */
function timeSinceBoot(): number {
  const stat = parseLinuxStat(readFileSync('/proc/self/stat', 'latin1'));
  return Number(stat?.startTime ?? 0) * tick() + process.uptime() * 1_000;
}

/** Milliseconds. */
const tick = (): number => 1_000 / auxiliaryValue('clockTicks');

function linuxRow(pid: number, sinceBoot: number): ProcessRow | null {
  try {
    return parseLinuxRow(pid, readFileSync(`/proc/${pid}/stat`, 'utf8'), sinceBoot);
  } catch {
    return null;
  }
}

/**
 * Parses /proc/PID/stat (proc(5)).
 * @param sinceBoot milliseconds
 * @returns null for a process that has ended and was not reaped yet
 */
export function parseLinuxRow(pid: number, text: string, sinceBoot: number): ProcessRow | null {
  const stat = parseLinuxStat(text);
  if (stat === null || hasEnded(stat)) return null;
  const fields = linuxStatFields(text);
  const [userTime, systemTime, startTime, pages] = [11, 12, 19, 21].map((field) => Number(fields[field]));
  const taken = {
    age: Math.max(0, sinceBoot - startTime! * tick()),
    processorTime: (userTime! + systemTime!) * tick(),
    memory: pages! * auxiliaryValue('pageSize'),
  };
  return { pid, pgid: stat.pgid, startTime: stat.startTime, taken };
}

function* psTable(): Iterable<ProcessRow> {
  const table = outputOf('ps', ['-A', '-o', 'pid=,stat=,pgid=,lstart=']);
  for (const line of table.split('\n')) {
    const [, pid, rest] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    const stat = rest === undefined ? null : parsePsLine(rest);
    if (stat === null || hasEnded(stat)) continue;
    yield { pid: Number(pid), pgid: stat.pgid, startTime: stat.startTime, taken: null };
  }
}

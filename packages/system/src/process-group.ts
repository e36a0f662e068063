/** Who is in a process group. Zombies don't count: in a container nobody may ever reap them. */

import { readdirSync } from 'node:fs';
import { hasEnded, type ProcessStat, processStat } from './process-identity';
import { outputOf } from './run-command';

/** Pids by process group, of every process that runs. One walk over the process table: some milliseconds. */
export function processGroups(): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const [pid, stat] of allProcesses()) {
    if (hasEnded(stat)) continue;
    const members = groups.get(stat.pgid);
    if (members === undefined) groups.set(stat.pgid, [pid]);
    else members.push(pid);
  }
  return groups;
}

/** Pids in the group that run. */
export const groupMembers = (pgid: number): number[] => processGroups().get(pgid) ?? [];

/** Whether anybody in the group runs. Cheap when the group is empty. */
export const groupAlive = (pgid: number): boolean => groupExists(pgid) && groupMembers(pgid).length > 0;

/** Whether the group has a member at all, zombies included. Cheap. */
export function groupExists(pgid: number): boolean {
  try {
    process.kill(-pgid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function* allProcesses(): Iterable<[number, ProcessStat]> {
  if (process.platform !== 'linux') {
    yield* psProcesses();
    return;
  }
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? processStat(pid) : null;
    if (stat !== null) yield [pid, stat];
  }
}

function* psProcesses(): Iterable<[number, ProcessStat]> {
  const table = outputOf('ps', ['-A', '-o', 'pid=,stat=,pgid=']);
  for (const line of table.split('\n')) {
    const [pid, state, pgid] = line.trim().split(/\s+/);
    if (state !== undefined) yield [Number(pid), { state, pgid: Number(pgid), startTime: '' }];
  }
}

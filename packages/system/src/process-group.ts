/** Who is in a process group. Zombies don't count: in a container nobody may ever reap them. */

import { type ProcessRow, processTable } from './process-table';

/** The processes that run, by process group. One walk over the process table: some milliseconds. */
export function processGroups(): Map<number, ProcessRow[]> {
  const groups = new Map<number, ProcessRow[]>();
  for (const row of processTable()) {
    const members = groups.get(row.pgid);
    if (members === undefined) groups.set(row.pgid, [row]);
    else members.push(row);
  }
  return groups;
}

/** Pids in the group that run. */
export const groupMembers = (pgid: number): number[] =>
  (processGroups().get(pgid) ?? []).map(({ pid }) => pid);

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

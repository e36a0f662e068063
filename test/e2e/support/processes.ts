/** The processes that a test started, each named by pid and start time, and their end. */

import { groupMembers, isSameProcess, startTimeOf } from '@pmx/system';
import { until } from './until';

export interface Identity {
  pid: number;
  startTime: string;
}

/** null: no such process runs (a zombie does not). */
export function identify(pid: number): Identity | null {
  const startTime = startTimeOf(pid);
  return startTime === null ? null : { pid, startTime };
}

export const isAlive = (pid: number): boolean => identify(pid) !== null;

/** This process and all others of the group that it leads. */
export const identifyGroup = (pid: number): Identity[] =>
  [pid, ...groupMembers(pid)].map(identify).filter((identity) => identity !== null);

const runs = ({ pid, startTime }: Identity): boolean => isSameProcess(pid, startTime);

/** Kills those that still run, and waits for their end. */
export async function endAll(identities: Identity[]): Promise<void> {
  const alive = identities.filter(runs);
  for (const { pid } of alive) signal(pid, 'SIGKILL');
  await until(() => !alive.some(runs), 'the end of left-over processes');
}

/** Sends a signal; a process that has ended meanwhile is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  // 0 would be this process and all beside it.
  if (!(pid > 1)) throw new Error(`No process has the pid ${pid}.`);
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export const waitForEnd = (pid: number): Promise<true> => until(() => !isAlive(pid), `the end of ${pid}`);

/** Limits that Linux tells of a process; elsewhere nothing is known. */

import { join } from 'node:path';
import type { LimitFacts, Usage } from '../checks/limits';
import { namesIn, statOf, textOf } from './files';

/** FIFOs of one program: its standard streams. Each takes 16 pages, if the system grants them. */
const FIFOS = 3;
const PAGES = 16;

/** @param keeper its pid; null: none runs */
export function gatherLimits(keeper: number | null, programs: number, uid: number): LimitFacts {
  if (process.platform !== 'linux') return { openFiles: null, tasks: null, processes: null, fifos: null };
  return {
    openFiles: keeper === null ? null : openFilesOf(keeper),
    tasks: keeper === null ? null : tasksOf(keeper),
    processes: uid === 0 || keeper === null ? null : processesOf(uid, keeper),
    fifos: uid === 0 ? null : pipesOf(programs),
  };
}

function openFilesOf(pid: number): Usage | null {
  const most = softLimit(pid, 'Max open files');
  return most === null ? null : { used: namesIn(`/proc/${pid}/fd`).length, most };
}

function processesOf(uid: number, keeper: number): Usage | null {
  const most = softLimit(keeper, 'Max processes');
  if (most === null) return null;
  const pids = namesIn('/proc').filter((name) => /^\d+$/.test(name));
  return { used: pids.filter((pid) => statOf(`/proc/${pid}`)?.uid === uid).length, most };
}

/** null: unlimited, or not told. */
function softLimit(pid: number, name: string): number | null {
  const line = (textOf(`/proc/${pid}/limits`) ?? '').split('\n').find((each) => each.startsWith(name));
  return Number(line?.slice(name.length).trim().split(/\s+/)[0]) || null;
}

function pipesOf(programs: number): Usage | null {
  const pages = Number(textOf('/proc/sys/fs/pipe-user-pages-soft'));
  return pages > 0 ? { used: programs * FIFOS, most: Math.floor(pages / PAGES) } : null;
}

function tasksOf(pid: number): Usage | null {
  const group = cgroupOf(pid);
  if (group === null) return null;
  const dir = join('/sys/fs/cgroup', group);
  const most = Number(textOf(join(dir, 'pids.max')));
  const used = Number(textOf(join(dir, 'pids.current')));
  return most > 0 && used > 0 ? { used, most } : null;
}

/** Its path in the unified hierarchy; null: the system has none. */
export function cgroupOf(pid: number): string | null {
  return /^0::(.*)$/m.exec(textOf(`/proc/${pid}/cgroup`) ?? '')?.[1] ?? null;
}

/** The login session that a process belongs to; null: none. */
export const sessionOf = (cgroup: string | null): string | null =>
  /(?:^|\/)(session-[^/]+\.scope)(?:\/|$)/.exec(cgroup ?? '')?.[1] ?? null;

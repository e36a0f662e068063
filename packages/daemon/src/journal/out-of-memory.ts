/** Whether a process ended for want of memory, as far as the system or V8 tells. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExitStatus } from '@pmx/supervision';

/** What V8 writes before it gives up: the heap's limit, or no memory from the system. */
const HEAP = /JavaScript heap out of memory|Fatal process out of memory|FATAL ERROR: .*out of memory/i;

/** V8 aborts; a shell in between turns the signal into 134. */
export function isHeapExhausted(status: ExitStatus, errorText: string): boolean {
  const aborted =
    (status.kind === 'signal' && ['SIGABRT', 'SIGTRAP', 'SIGILL'].includes(status.signal)) ||
    (status.kind === 'code' && [134, 133, 132].includes(status.code));
  return aborted && HEAP.test(errorText);
}

/** The line that says so; what follows it is a native stack trace that helps nobody. */
export const heapLines = (errorText: string): string[] =>
  errorText
    .split('\n')
    .filter((line) => HEAP.test(line))
    .slice(-1);

/** The counter of kills in a process's control group, when the process was first seen. */
export interface KillCounter {
  path: string;
  count: number;
}

/**
 * Kills by the kernel in control groups (version 2). Apps may share a group, so each kill that was counted explains one
 * death at most.
 */
export class KernelKills {
  private readonly explained = new Map<string, number>();

  constructor(
    private readonly read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
    private readonly root = '/sys/fs/cgroup',
  ) {}

  /** To be called while the process lives. @returns null where the system does not tell */
  counterOf(pid: number): KillCounter | null {
    try {
      const group = /^0::(.*)$/m.exec(this.read(`/proc/${pid}/cgroup`))?.[1];
      if (group === undefined) return null;
      const path = join(this.root, group, 'memory.events');
      return { path, count: this.countAt(path) };
    } catch {
      return null;
    }
  }

  /** Whether the kernel has killed in that group since, and no other death has been explained by it. */
  explains({ path, count }: KillCounter): boolean {
    try {
      const known = Math.max(count, this.explained.get(path) ?? 0);
      if (this.countAt(path) <= known) return false;
      this.explained.set(path, known + 1);
      return true;
    } catch {
      return false;
    }
  }

  private countAt(path: string): number {
    const count = /^oom_kill (\d+)$/m.exec(this.read(path))?.[1];
    if (count === undefined) throw new Error(`${path} counts no kills`);
    return Number(count);
  }
}

/** From counters of processes to what they take now. */

import type { ProcessRow, ProcessTaken } from '@pmx/system';

export interface ProcessUsage {
  /** Percent of one core. */
  cpu: number;
  /** Resident bytes. */
  memory: number;
}

/** Milliseconds. Processor time is told in steps of 10: over less than this, they would be all that is seen. */
const LEAST_SPAN = 200;

interface Look {
  at: number;
  startTime: string;
  processorTime: number;
  cpu: number;
}

export class UsageMeter {
  private looks = new Map<number, Look>();

  /** @param now monotonic milliseconds */
  constructor(private readonly now: () => number) {}

  /** CPU since the last look at the same process, or over its whole life. Processes that are left out are forgotten. */
  async measure(rows: readonly ProcessRow[]): Promise<Map<number, ProcessUsage>> {
    // Where it would take a command anyway, pidusage knows which one.
    if (rows.some(({ taken }) => taken === null)) return usageByCommand(rows.map(({ pid }) => pid));
    const looks = new Map(rows.map((row) => [row.pid, this.lookAt(row, row.taken!)]));
    this.looks = looks;
    return new Map(rows.map(({ pid, taken }) => [pid, { cpu: looks.get(pid)!.cpu, memory: taken!.memory }]));
  }

  private lookAt({ pid, startTime }: ProcessRow, { age, processorTime }: ProcessTaken): Look {
    const at = this.now();
    const before = this.looks.get(pid);
    if (before?.startTime !== startTime) {
      return { at, startTime, processorTime, cpu: percent(processorTime, Math.max(age, LEAST_SPAN)) };
    }
    if (at - before.at < LEAST_SPAN) return before;
    const cpu = percent(processorTime - before.processorTime, at - before.at);
    return { at, startTime, processorTime, cpu };
  }
}

const percent = (part: number, whole: number): number => Math.max(0, (part / whole) * 100);

/** @returns nothing of a process that has ended meanwhile */
export async function usageByCommand(pids: number[]): Promise<Map<number, ProcessUsage>> {
  if (pids.length === 0) return new Map();
  const { default: pidusage } = await import('pidusage');
  const stats = await pidusage(pids).catch(() => ({}) as Awaited<ReturnType<typeof pidusage>>);
  const found = Object.entries(stats).flatMap(([pid, stat]) => (stat ? [[Number(pid), stat] as const] : []));
  return new Map(found);
}

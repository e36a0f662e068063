/** CPU and memory of instances, taken by pidusage: only while somebody looks, or where a limit is set. */

import { processGroups } from '@pmx/system';
import type { Slot } from '../apps/app';
import { NO_USAGE, type Usage } from '../apps/usage';

/** Milliseconds for which a sample is good enough for a list. */
const FRESH = 1_500;
/** Milliseconds that a list waits for a new sample before it shows the last one. */
const PATIENCE = 40;

export class UsageSampler {
  private sampledAt = Number.NEGATIVE_INFINITY;
  private sampling: Promise<void> | null = null;

  constructor(private readonly now: () => number) {}

  /** Brings `slot.usage` up to date; soon, if it takes longer than a list should wait. */
  async refresh(slots: Slot[]): Promise<void> {
    const isNew = slots.some(({ state, usage }) => state.pid !== null && usage === NO_USAGE);
    if (!isNew && this.now() - this.sampledAt < FRESH) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE);
    });
    await Promise.race([this.sample(slots), patience]);
    clearTimeout(timer);
  }

  /** One sample of all running instances; calls that overlap share it. */
  sample(slots: Slot[]): Promise<void> {
    this.sampling ??= this.take(slots).finally(() => {
      this.sampling = null;
      this.sampledAt = this.now();
    });
    return this.sampling;
  }

  private async take(slots: Slot[]): Promise<void> {
    const groups = processGroups();
    const members = slots.map((slot) => ({ slot, pids: membersOf(slot, groups) }));
    const pids = members.flatMap(({ pids }) => pids);
    if (pids.length === 0) return;
    const { default: pidusage } = await import('pidusage');
    const stats = await pidusage(pids).catch(() => ({}) as Awaited<ReturnType<typeof pidusage>>);
    for (const { slot, pids } of members) slot.usage = { ...sumOf(pids.map((pid) => stats[pid])), pids };
  }
}

/** pmx makes each program the leader of its own group, so that its pid names the group. */
function membersOf(slot: Slot, groups: Map<number, number[]>): number[] {
  const { pid } = slot.state;
  return pid === null ? [] : (groups.get(pid) ?? [pid]);
}

type Totals = Pick<Usage, 'cpu' | 'memory'>;

function sumOf(stats: (Totals | undefined)[]): Totals {
  return stats.reduce<Totals>(
    (sum, stat) => ({ cpu: sum.cpu + (stat?.cpu ?? 0), memory: sum.memory + (stat?.memory ?? 0) }),
    { cpu: 0, memory: 0 },
  );
}

/** CPU and memory of instances: only while somebody looks, or where a limit is set. */

import { type ProcessRow, processGroups } from '@pmx/system';
import type { Slot } from '../apps/app';
import { NO_USAGE } from '../apps/usage';
import { type ProcessUsage, UsageMeter } from './usage-meter';

/** Milliseconds for which a sample is good enough for a list. */
const FRESH = 1_500;
/** Milliseconds that a list waits for a new sample before it shows the last one. */
const PATIENCE = 40;

export class UsageSampler {
  private sampledAt = Number.NEGATIVE_INFINITY;
  private sampling: Promise<void> | null = null;
  private readonly meter: UsageMeter;

  constructor(private readonly now: () => number) {
    this.meter = new UsageMeter(now);
  }

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
    const members = slots.map((slot) => ({ slot, rows: membersOf(slot, groups) }));
    const usage = await this.meter.measure(members.flatMap(({ rows }) => rows));
    for (const { slot, rows } of members) {
      const pids = rows.map(({ pid }) => pid);
      slot.usage = { ...sumOf(pids.map((pid) => usage.get(pid))), pids };
    }
  }
}

/** pmx makes each program the leader of its own group, so that its pid names the group. */
const membersOf = ({ state: { pid } }: Slot, groups: Map<number, ProcessRow[]>): ProcessRow[] =>
  pid === null ? [] : (groups.get(pid) ?? []);

function sumOf(members: (ProcessUsage | undefined)[]): ProcessUsage {
  return members.reduce<ProcessUsage>(
    (sum, member) => ({ cpu: sum.cpu + (member?.cpu ?? 0), memory: sum.memory + (member?.memory ?? 0) }),
    { cpu: 0, memory: 0 },
  );
}

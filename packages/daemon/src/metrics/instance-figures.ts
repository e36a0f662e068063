/** What is known of one instance's figures: the latest, its past, and whether its heap leaks. */

import type { CustomValue, InstanceMetrics, LeakVerdict, MetricHistory, Sample } from '@pmx/protocol';
import { Fold } from './fold';
import { GroupSampler } from './group-sampler';
import { HeapTrend } from './heap-trend';
import type { Trend } from './leak-watch';
import { Past } from './past';

/** At one instant: epoch milliseconds for people, monotonic ones for rates and ages. */
export interface Instant {
  at: number;
  now: number;
}

interface Reported {
  values: Sample;
  custom: Record<string, CustomValue>;
  now: number;
}

export class InstanceFigures {
  at: number | null = null;
  values: Sample = {};
  custom: Record<string, CustomValue> = {};
  private generation: number | null = null;
  private reported: Reported | null = null;
  /** What was reported since the last look: of two reports the first one shows, too. */
  private readonly unseen = new Fold();
  private readonly group = new GroupSampler();
  private readonly past = new Past();
  private readonly heap = new HeapTrend();
  private trend: Trend | null = null;

  /** What its agent has measured. */
  hear(generation: number, values: Sample, custom: Record<string, CustomValue>, now: number): void {
    this.begin(generation);
    this.unseen.add(values);
    this.reported = { values: this.reported?.values ?? {}, custom, now };
    this.heap.add(now, values);
  }

  /** When its agent last reported of this process, in monotonic milliseconds; null: not yet. */
  reportedAt(generation: number): number | null {
    return generation === this.generation && this.reported ? this.reported.now : null;
  }

  /**
   * Takes a sample of a running process.
   * @param patience milliseconds for which an agent's report is good
   */
  look(
    generation: number,
    usage: { cpu: number; memory: number; pids: readonly number[] },
    { at, now }: Instant,
    patience: number,
  ): void {
    this.begin(generation);
    const unseen = this.unseen.take();
    if (this.reported && Object.keys(unseen).length > 0) this.reported.values = unseen;
    const reported = this.reported && now - this.reported.now <= patience ? this.reported : null;
    const { cpu, memory, pids } = usage;
    this.values = { cpu, memory, ...this.group.look(pids, now), ...reported?.values };
    this.custom = reported?.custom ?? {};
    this.at = at;
    this.past.push(at, this.values);
    this.trend = this.heap.verdict(now);
  }

  /** Nothing runs: the charts get a gap, once. */
  rest(at: number): void {
    if (this.at === null) return;
    this.at = null;
    this.values = {};
    this.custom = {};
    this.past.push(at, {});
  }

  /** @param maxMemory bytes that its group may take; null: no limit */
  leak({ now, at }: Instant, maxMemory: number | null): LeakVerdict | null {
    if (!this.trend) return null;
    const { rate, since } = this.trend;
    return { rate, limitIn: timeToLimit(this.values, rate, maxMemory), since: at - (now - since) };
  }

  metrics(id: number, name: string, instant: Instant, maxMemory: number | null): InstanceMetrics {
    const { at, values, custom } = this;
    return { id, name, at, values, custom, leak: this.leak(instant, maxMemory) };
  }

  history(id: number): MetricHistory {
    return this.past.read(id);
  }

  /** Another process has another heap. */
  private begin(generation: number): void {
    if (generation === this.generation) return;
    this.generation = generation;
    this.reported = null;
    this.unseen.take();
    this.trend = null;
    this.heap.reset();
  }
}

/** Milliseconds until the heap is full or the memory limit is reached, whichever comes first. */
function timeToLimit(values: Sample, rate: number, maxMemory: number | null): number | null {
  const live = values['heap.live'] ?? values['heap.used'];
  const heapRoom = (values['heap.limit'] ?? Number.NaN) - (live ?? Number.NaN);
  const memoryRoom = (maxMemory ?? Number.NaN) - (values.memory ?? Number.NaN);
  const rooms = [heapRoom, memoryRoom].filter((room) => !Number.isNaN(room));
  return rooms.length === 0 ? null : (Math.max(0, Math.min(...rooms)) / rate) * 60_000;
}

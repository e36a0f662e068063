/** The figures of all instances: sampled every second while somebody watches, now and then otherwise. */

import type { CustomValue, InstanceMetrics, MetricHistory, Sample } from '@pmx/protocol';
import { currentKey, type Slot } from '../apps/app';
import { InstanceFigures, type Instant } from './instance-figures';

/** Milliseconds between samples while somebody watches. */
const WATCHED = 1_000;
/** The same of agents: a little shorter, so that what has just happened shows within two seconds. */
const REPORTED = 900;
/** The same while nobody does: the past that a view opens with, and the memory of leaks. */
const SPARSE = 30_000;
/** Milliseconds after which an agent's report is late. */
const LATE = 250;
/** Milliseconds for which one look waits for late reports, of a busy machine or a blocked app: a command has 4 seconds. */
const LONGEST_LOOK = 3_000;
/** Milliseconds between two glances at whether they have come. */
const GLANCE = 50;

export interface FiguresPorts {
  /** Those in the list. */
  slots(): Slot[];
  /** Brings CPU and memory of each slot up to date. */
  sampleUsage(slots: Slot[]): Promise<void>;
  /** Asks the agent of this process for a sample each `interval` milliseconds. */
  measure(key: string, interval: number): void;
  /** Whether there is an agent of this process to be asked. */
  hasAgent(key: string): boolean;
  /** A heap has begun to grow without end. */
  tellLeak(slot: Slot, metrics: InstanceMetrics): void;
  instant(): Instant;
}

export class Figures {
  private readonly instances = new Map<number, InstanceFigures>();
  private readonly leaking = new Set<number>();
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private watchers = 0;
  private lastLook = Number.NEGATIVE_INFINITY;

  constructor(private readonly ports: FiguresPorts) {}

  /** Begins to sample. */
  start(): void {
    this.pace();
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /**
   * Samples every second until the function that it returns is called, which may be done once.
   * @param listener called after each sample
   */
  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    this.watchers += 1;
    if (this.watchers === 1) this.pace();
    return () => {
      if (!this.listeners.delete(listener)) return;
      this.watchers -= 1;
      if (this.watchers === 0) this.pace();
    };
  }

  /** Milliseconds between samples of agents that connect now. */
  get interval(): number {
    return this.watchers > 0 ? REPORTED : SPARSE;
  }

  /** What an agent reports. */
  hear(slot: Slot, values: Sample, custom: Record<string, CustomValue>): void {
    this.of(slot.id).hear(slot.state.generation, values, custom, this.ports.instant().now);
  }

  /** Returns when all figures are of now, agents' included, as far as can be waited for. */
  async refresh(): Promise<void> {
    const begin = this.ports.instant().now;
    const isFresh = begin - this.lastLook < WATCHED + LATE && this.haveReported(begin - 2 * WATCHED - LATE);
    if (this.watchers > 0 && isFresh) return;
    const stop = this.watch(() => {});
    try {
      // Rates are counted from the first look; the second comes after the agents' first reports.
      await this.look();
      await pause(WATCHED + LATE);
      while (!this.haveReported(begin) && this.ports.instant().now - begin < LONGEST_LOOK)
        await pause(GLANCE);
      await this.look();
    } finally {
      stop();
    }
  }

  /** Each agent, since then. */
  private haveReported(since: number): boolean {
    return this.ports.slots().every((slot) => {
      if (slot.state.pid === null || !this.ports.hasAgent(currentKey(slot))) return true;
      const at = this.of(slot.id).reportedAt(slot.state.generation);
      return at !== null && at >= since;
    });
  }

  latest(slot: Slot): InstanceMetrics {
    const { name, restart } = slot.app.spec;
    return this.of(slot.id).metrics(slot.id, name, this.ports.instant(), restart.maxMemory);
  }

  history(id: number): MetricHistory {
    return this.of(id).history(id);
  }

  forget(id: number): void {
    this.instances.delete(id);
    this.leaking.delete(id);
  }

  private pace(): void {
    this.close();
    this.timer = setInterval(() => void this.look(), this.watchers > 0 ? WATCHED : SPARSE);
    for (const slot of this.ports.slots()) {
      if (slot.state.pid !== null) this.ports.measure(currentKey(slot), this.interval);
    }
  }

  private look(): Promise<void> {
    this.looking ??= this.take().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async take(): Promise<void> {
    const slots = this.ports.slots();
    await this.ports.sampleUsage(slots);
    const instant = this.ports.instant();
    for (const slot of slots) this.takeOne(slot, instant);
    this.lastLook = instant.now;
    for (const listener of [...this.listeners]) listener();
  }

  private takeOne(slot: Slot, instant: Instant): void {
    const { state, usage, id } = slot;
    const figures = this.of(id);
    if (state.pid === null) {
      figures.rest(instant.at);
      return;
    }
    // Until two more should have come: one may be late.
    figures.look(state.generation, usage, instant, 2.5 * this.interval + LATE);
    this.noteLeak(slot);
  }

  private noteLeak(slot: Slot): void {
    const metrics = this.latest(slot);
    if (metrics.leak === null) this.leaking.delete(slot.id);
    else if (!this.leaking.has(slot.id)) {
      this.leaking.add(slot.id);
      this.ports.tellLeak(slot, metrics);
    }
  }

  private of(id: number): InstanceFigures {
    const known = this.instances.get(id) ?? new InstanceFigures();
    this.instances.set(id, known);
    return known;
  }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

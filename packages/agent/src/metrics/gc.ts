/** Garbage collections, by kind. */

import type { MetricName } from '@pmx/protocol';
import { matureBytes } from './memory';
import type { Probe } from './probe';

type Kind = MetricName extends infer M ? (M extends `gc.${infer K}.rate` ? K : never) : never;

const MAJOR = 4;

/** By the number that Node gives each. */
const KINDS: Partial<Record<number, Kind>> = {
  1: 'scavenge',
  [MAJOR]: 'major',
  8: 'incremental',
  16: 'weak',
};

interface Tally {
  count: number;
  /** Milliseconds. */
  time: number;
}

interface Collection {
  duration: number;
  detail?: unknown;
}

export function watchGc(): Probe {
  const { PerformanceObserver }: typeof import('node:perf_hooks') = require('node:perf_hooks');
  const v8: typeof import('node:v8') = require('node:v8');
  const tally = new GcTally();
  let live: number | null = null;
  const observer = new PerformanceObserver((list) => {
    let wasMajor = false;
    for (const entry of list.getEntries()) wasMajor = tally.add(entry) || wasMajor;
    // This is called a turn of the loop after the collection. What was made meanwhile is young; a major collection leaves
    // nothing young, so that all else is what it has kept.
    if (wasMajor) live = matureBytes(v8.getHeapSpaceStatistics());
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    read(sample, seconds) {
      Object.assign(sample, tally.take(seconds));
      if (live !== null) sample['heap.live'] = live;
    },
    stop: () => observer.disconnect(),
  };
}

export class GcTally {
  private readonly tallies = new Map<Kind, Tally>();
  private longest = 0;

  /** @returns whether it was a major one */
  add({ duration, detail }: Collection): boolean {
    const number = (detail as { kind?: number } | undefined)?.kind ?? 0;
    const kind = KINDS[number];
    this.longest = Math.max(this.longest, duration);
    if (kind !== undefined) {
      const { count, time } = this.tallies.get(kind) ?? { count: 0, time: 0 };
      this.tallies.set(kind, { count: count + 1, time: time + duration });
    }
    return number === MAJOR;
  }

  /** What came since it was last taken. */
  take(seconds: number): Partial<Record<MetricName, number>> {
    const taken: Partial<Record<MetricName, number>> = { 'gc.longest': this.longest };
    for (const kind of Object.values(KINDS) as Kind[]) {
      const { count, time } = this.tallies.get(kind) ?? { count: 0, time: 0 };
      taken[`gc.${kind}.rate`] = count / seconds;
      taken[`gc.${kind}.time`] = time / seconds;
    }
    this.tallies.clear();
    this.longest = 0;
    return taken;
  }
}

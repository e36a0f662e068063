/** Garbage collections, by kind. */

import type { PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { GcTally, MAJOR } from './gc-tally';
import { watchMajorCollections } from './major-collections';
import { matureBytes } from './memory';
import type { Probe } from './probe';

/**
 * Collections that are looked at each second, and how many of them can be saved up. With each, Node 20 leaves 4 kB behind
 * that only a major collection frees (accessors that warn of their own deprecation), and a busy server has a hundred of
 * them a second.
 */
const PER_SECOND = 10;
const SAVED = 100;

/** Of collections. */
type NodeEntry = PerformanceEntry & { detail: { kind: number } };

export function watchGc(): Probe {
  const v8: typeof import('node:v8') = require('node:v8');
  const tally = new GcTally();
  let live: number | null = null;
  // This is called a turn of the loop after the collection. What was made meanwhile is young; a major collection leaves
  // nothing young, so that all else is what it has kept.
  const keepsWhat = (): void => {
    live = matureBytes(v8.getHeapSpaceStatistics());
  };
  const observer = new SparingObserver((collections) => {
    for (const { kind, duration } of collections) tally.add(kind, duration);
    if (collections.some(({ kind }) => kind === MAJOR)) keepsWhat();
  });
  const unwatch = watchMajorCollections(() => {
    if (!observer.isResting) return;
    tally.addUnseenMajor();
    keepsWhat();
  });
  return {
    read(sample, seconds) {
      Object.assign(sample, tally.take(seconds, observer.takeSeconds(seconds)));
      if (live !== null) sample['heap.live'] = live;
    },
    stop() {
      unwatch();
      observer.stop();
    },
  };
}

interface Collection {
  kind: number;
  /** Milliseconds. */
  duration: number;
}

/** Observes collections until it has seen what it may, and then rests until the next reading. */
class SparingObserver {
  private readonly observer: PerformanceObserver;
  private left = SAVED;
  private since = 0;
  /** Monotonic milliseconds; null: it observes. */
  private restingSince: number | null = 0;

  constructor(private readonly found: (collections: Collection[]) => void) {
    const { PerformanceObserver }: typeof import('node:perf_hooks') = require('node:perf_hooks');
    this.observer = new PerformanceObserver((list) => this.take(list.getEntries()));
    this.begin();
  }

  get isResting(): boolean {
    return this.restingSince !== null;
  }

  /** Seconds that it has observed, of the `seconds` since this was last called. It goes on from here. */
  takeSeconds(seconds: number): number {
    const observed = this.restingSince === null ? seconds : (this.restingSince - this.since) / 1_000;
    this.left = Math.min(SAVED, this.left + PER_SECOND * seconds);
    this.begin();
    return observed;
  }

  stop(): void {
    this.observer.disconnect();
  }

  private take(entries: readonly PerformanceEntry[]): void {
    this.found((entries as NodeEntry[]).map(({ duration, detail }) => ({ kind: detail.kind, duration })));
    this.left -= entries.length;
    if (this.left > 0) return;
    this.restingSince = performance.now();
    this.observer.disconnect();
  }

  private begin(): void {
    this.since = performance.now();
    if (this.restingSince === null) return;
    this.restingSince = null;
    this.observer.observe({ entryTypes: ['gc'] });
  }
}

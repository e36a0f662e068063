/**
 * What a heap keeps, from samples of it.
 *
 * Only a major collection tells for certain, and a heap that grows has fewer and fewer of them: each comes when the heap has
 * grown by a half or more. In between the old generation is what was kept plus what has been promoted since. Where the last
 * collections freed next to nothing of it, what has been promoted since is taken for kept, too.
 */

import type { Sample } from '@pmx/protocol';
import { LeakWatch, type Trend } from './leak-watch';

/** Part of the old generation that the last collections must have left for their word to hold until the next one. */
const KEEPER = 0.8;

interface Collection {
  /** Bytes of the old generation before and after. */
  before: number;
  after: number;
}

export class HeapTrend {
  private readonly watch = new LeakWatch();
  private collections: Collection[] = [];
  private mature: number | null = null;

  reset(): void {
    this.watch.reset();
    this.collections = [];
    this.mature = null;
  }

  /** @param at monotonic milliseconds */
  add(at: number, values: Sample): void {
    const live = values['heap.live'];
    const mature = matureOf(values);
    if (live === undefined || mature === null) return;
    if ((values['gc.major.rate'] ?? 0) > 0) {
      this.collections = [...this.collections, { before: this.mature ?? live, after: live }].slice(-2);
      this.watch.add({ at, live, certain: true });
    } else if (this.keepsAll()) {
      this.watch.add({ at, live: Math.max(live, mature), certain: false });
    }
    this.mature = mature;
  }

  verdict(now: number): Trend | null {
    return this.watch.verdict(now);
  }

  private keepsAll(): boolean {
    return (
      this.collections.length > 0 && this.collections.every(({ before, after }) => after >= KEEPER * before)
    );
  }
}

/** Bytes outside of the young generation. */
function matureOf(values: Sample): number | null {
  const old = values['heap.space.old'];
  if (old === undefined) return null;
  const {
    'heap.space.large': large = 0,
    'heap.space.code': code = 0,
    'heap.space.other': other = 0,
  } = values;
  return old + large + code + other;
}

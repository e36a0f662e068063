/**
 * Tells a leak from a load: the trend of what a heap keeps after its major collections.
 *
 * A cache that fills grows, too, for a while; only what grows for minutes, all the way and no slower at the end is called
 * a leak. The slope is the median of the slopes between all pairs of points (Theil and Sen), which a few odd ones cannot bend.
 */

export interface LivePoint {
  /** Milliseconds. */
  at: number;
  /** Bytes kept after a major collection. */
  live: number;
}

export interface Trend {
  /** Bytes per minute. */
  rate: number;
  since: number;
}

/** Milliseconds that are looked back. */
const WINDOW = 10 * 60_000;
/** Milliseconds that growth must have lasted. */
const LEAST_SPAN = 200_000;
const LEAST_POINTS = 5;
/** Milliseconds between two points that are kept: of those in between, the smallest is. */
const SPACING = 8_000;
/** Growth that is no noise: bytes, and as a part of the heap at the beginning. */
const LEAST_GROWTH = 4_000_000;
const LEAST_SHARE = 0.1;
/** How much slower than the whole the last third may be. */
const STEADINESS = 0.5;
/** Part of the neighbours that must rise. */
const RISING = 0.7;
const MINUTE = 60_000;

export class LeakWatch {
  private points: LivePoint[] = [];

  /** After a new process: its heap has nothing to do with the one before. */
  reset(): void {
    this.points = [];
  }

  add(point: LivePoint): void {
    const last = this.points.at(-1);
    if (last && point.at - last.at < SPACING) last.live = Math.min(last.live, point.live);
    else this.points.push({ ...point });
    this.points = this.points.filter(({ at }) => point.at - at <= WINDOW);
  }

  /** null: no leak, as far as can be told. */
  verdict(now: number): Trend | null {
    const points = this.points.filter(({ at }) => now - at <= WINDOW);
    const [first] = points;
    const last = points.at(-1);
    if (!first || !last || points.length < LEAST_POINTS || last.at - first.at < LEAST_SPAN) return null;
    const rate = slope(points);
    const growth = rate * (last.at - first.at);
    if (growth < Math.max(LEAST_GROWTH, LEAST_SHARE * first.live)) return null;
    return isSteady(points, rate) ? { rate: rate * MINUTE, since: first.at } : null;
  }
}

/** It goes up nearly all the way, and has not bent towards the level. */
function isSteady(points: LivePoint[], rate: number): boolean {
  const pairs = points.slice(1).map((point, index) => point.live > points[index]!.live);
  const rising = pairs.filter(Boolean).length / pairs.length;
  const { at: begin } = points[0]!;
  const { at: end } = points.at(-1)!;
  const lately = points.filter(({ at }) => at >= end - (end - begin) / 3);
  return rising >= RISING && lately.length >= 2 && slope(lately) >= STEADINESS * rate;
}

/** Bytes per millisecond. */
function slope(points: readonly LivePoint[]): number {
  const slopes = points.flatMap((a, index) =>
    points.slice(index + 1).map((b) => (b.live - a.live) / (b.at - a.at)),
  );
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}

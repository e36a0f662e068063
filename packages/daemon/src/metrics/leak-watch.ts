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
  /** It was read right after a collection; else it is what the ones before make likely. */
  certain: boolean;
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
/** Collections that must bear it out, and the milliseconds between the first and the last of them. */
const LEAST_CERTAIN = 3;
const LEAST_CERTAIN_SPAN = 60_000;
/** How many times as fast or as slow their growth may be. */
const AGREEMENT = 2.5;
/** Part of the steps from one point to the next that may go down. */
const FALLING = 0.3;
/** Milliseconds without a point after which nothing is said any more. */
const SILENCE = 5 * 60_000;
const MINUTE = 60_000;

export class LeakWatch {
  private points: LivePoint[] = [];
  /** As the points stand; undefined: to be worked out. */
  private trend: Trend | null | undefined;

  /** After a new process: its heap has nothing to do with the one before. */
  reset(): void {
    this.points = [];
    this.trend = null;
  }

  add(point: LivePoint): void {
    const last = this.points.at(-1);
    if (last && point.at - last.at < SPACING) {
      merge(last, point);
      return;
    }
    this.points = [...this.points, { ...point }].filter(({ at }) => point.at - at <= WINDOW);
    this.trend = undefined;
  }

  /** null: no leak, as far as can be told. */
  verdict(now: number): Trend | null {
    const last = this.points.at(-1);
    if (!last || now - last.at > SILENCE) return null;
    if (this.trend === undefined) this.trend = trendOf(this.points);
    return this.trend;
  }
}

/** Of two points that are close together the certain one counts, or else the smaller. */
function merge(kept: LivePoint, point: LivePoint): void {
  if (point.certain) Object.assign(kept, { live: point.live, certain: true });
  else if (!kept.certain) kept.live = Math.min(kept.live, point.live);
}

function trendOf(points: LivePoint[]): Trend | null {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length < LEAST_POINTS || last.at - first.at < LEAST_SPAN) return null;
  const rate = slope(points);
  const growth = rate * (last.at - first.at);
  if (growth < Math.max(LEAST_GROWTH, LEAST_SHARE * first.live)) return null;
  return isSteady(points, rate) && isBorneOut(points, rate) ? { rate: rate * MINUTE, since: first.at } : null;
}

/** It hardly ever goes down, and has not bent towards the level. */
function isSteady(points: LivePoint[], rate: number): boolean {
  const pairs = points.slice(1).map((point, index) => point.live < points[index]!.live);
  const falling = pairs.filter(Boolean).length / pairs.length;
  const { at: begin } = points[0]!;
  const { at: end } = points.at(-1)!;
  const lately = points.filter(({ at }) => at >= end - (end - begin) / 3);
  return falling <= FALLING && lately.length >= 2 && slope(lately) >= STEADINESS * rate;
}

/** What collections have left tells the same, and has done so for a while. */
function isBorneOut(points: LivePoint[], rate: number): boolean {
  const certain = points.filter((point) => point.certain);
  const first = certain[0];
  const last = certain.at(-1);
  if (!first || !last || certain.length < LEAST_CERTAIN || last.at - first.at < LEAST_CERTAIN_SPAN)
    return false;
  const share = slope(certain) / rate;
  return share >= 1 / AGREEMENT && share <= AGREEMENT;
}

/** Bytes per millisecond. */
function slope(points: readonly LivePoint[]): number {
  const slopes = points.flatMap((a, index) =>
    points.slice(index + 1).map((b) => (b.live - a.live) / (b.at - a.at)),
  );
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}

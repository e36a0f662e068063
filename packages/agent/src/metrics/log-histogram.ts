/** Counts values by size, in the memory of a few hundred numbers however many values come. */

/** High bits of a double: sign, exponent, and five of the mantissa: 32 buckets for each power of two. */
const SHIFT = 15;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** Buckets that there is room for at first; a power of two. */
const ROOM = 64;

export interface Distribution {
  count: number;
  min: number;
  max: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
}

/** Any finite numbers; percentiles are within 1.6 % of the exact ones, and within what was seen. */
export class LogHistogram {
  private buckets = new Buckets(ROOM);
  private sum = 0;
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  record(value: number): void {
    this.put(bucketOf(value), 1);
    this.count += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /**
   * @param fractions from 0 to 1, rising
   * @returns the value below or at which that part of all values lies; NaN when there is none
   */
  percentiles(fractions: readonly number[]): number[] {
    const sorted: { value: number; count: number }[] = [];
    this.buckets.each((bucket, count) => sorted.push({ value: middleOf(bucket), count }));
    sorted.sort((a, b) => a.value - b.value);
    let at = 0;
    let seen = sorted[0]?.count ?? 0;
    return fractions.map((fraction) => {
      const rank = Math.max(1, Math.ceil(fraction * this.count));
      while (seen < rank && at < sorted.length - 1) seen += sorted[++at]!.count;
      return Math.min(this.max, Math.max(this.min, sorted[at]?.value ?? Number.NaN));
    });
  }

  /** null: there is no value. */
  distribution(): Distribution | null {
    if (this.count === 0) return null;
    const { count, min, max, sum } = this;
    const [p50, p95, p99] = this.percentiles([0.5, 0.95, 0.99]) as [number, number, number];
    return { count, min, max, mean: sum / count, p50, p95, p99 };
  }

  add(other: LogHistogram): void {
    other.buckets.each((bucket, count) => this.put(bucket, count));
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  clear(): void {
    if (this.count > 0) this.buckets.clear();
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
  }

  private put(bucket: number, count: number): void {
    if (this.buckets.isFull) this.buckets = this.buckets.doubled();
    this.buckets.add(bucket, count);
  }
}

/**
 * An open hash table in two arrays. A Map would leave its old table behind whenever it is cleared or rehashed, and V8
 * keeps the chain of those until the next major collection: megabytes in an app that has few.
 */
class Buckets {
  private readonly keys: Uint32Array;
  /** 0: the place is free. */
  private readonly counts: Float64Array;
  private used = 0;

  /** @param room a power of two */
  constructor(private readonly room: number) {
    this.keys = new Uint32Array(room);
    this.counts = new Float64Array(room);
  }

  /** Never more than half, so that a free place is near. */
  get isFull(): boolean {
    return this.used * 2 >= this.room;
  }

  add(bucket: number, count: number): void {
    let at = bucket & (this.room - 1);
    while (this.counts[at] !== 0 && this.keys[at] !== bucket) at = (at + 1) & (this.room - 1);
    if (this.counts[at] === 0) this.used += 1;
    this.keys[at] = bucket;
    this.counts[at]! += count;
  }

  each(visit: (bucket: number, count: number) => void): void {
    this.counts.forEach((count, at) => {
      if (count > 0) visit(this.keys[at]!, count);
    });
  }

  doubled(): Buckets {
    const larger = new Buckets(this.room * 2);
    this.each((bucket, count) => larger.add(bucket, count));
    return larger;
  }

  clear(): void {
    this.counts.fill(0);
    this.used = 0;
  }
}

function bucketOf(value: number): number {
  double[0] = value;
  return words[HIGH]! >>> SHIFT;
}

function middleOf(bucket: number): number {
  words[LOW] = 0;
  words[HIGH] = (bucket << SHIFT) | (1 << (SHIFT - 1));
  return double[0]!;
}

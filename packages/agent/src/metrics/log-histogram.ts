/** Counts values by size, in the memory of a few hundred numbers however many values come. */

/** High bits of a double: sign, exponent, and five of the mantissa: 32 buckets for each power of two. */
const SHIFT = 15;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

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
  private readonly buckets = new Map<number, number>();
  private sum = 0;
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  record(value: number): void {
    const bucket = bucketOf(value);
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
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
    const sorted = [...this.buckets]
      .map(([bucket, count]) => ({ value: middleOf(bucket), count }))
      .sort((a, b) => a.value - b.value);
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
    for (const [bucket, count] of other.buckets) {
      this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + count);
    }
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  clear(): void {
    this.buckets.clear();
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
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

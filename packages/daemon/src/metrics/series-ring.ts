/** The last values of some metrics, in a fixed amount of memory. */

import type { MetricName, Sample, Series } from '@pmx/protocol';

/** Rows that are allotted at first; most instances are young or few-valued. */
const FIRST_ROWS = 16;

/** Metrics are given room when they first have a value, so that a program without an agent costs little. */
export class SeriesRing {
  private times = new Float64Array(FIRST_ROWS);
  private readonly columns = new Map<MetricName, Float32Array>();
  private start = 0;
  private length = 0;

  constructor(
    private readonly capacity: number,
    private readonly metrics: readonly MetricName[],
  ) {}

  /** @param at epoch milliseconds */
  push(at: number, sample: Sample): void {
    if (this.length === this.times.length && this.length < this.capacity) this.grow();
    const row = (this.start + this.length) % this.times.length;
    if (this.length < this.times.length) this.length += 1;
    else this.start = (this.start + 1) % this.times.length;
    this.times[row] = at;
    for (const name of this.metrics) {
      const value = sample[name];
      const column = this.columns.get(name) ?? (value === undefined ? undefined : this.add(name));
      if (column) column[row] = value ?? Number.NaN;
    }
  }

  read(): Series {
    const rows = Array.from({ length: this.length }, (_, index) => (this.start + index) % this.times.length);
    const values: Series['values'] = {};
    for (const [name, column] of this.columns) {
      values[name] = rows.map((row) => (Number.isNaN(column[row]!) ? null : column[row]!));
    }
    return { times: rows.map((row) => this.times[row]!), values };
  }

  private add(name: MetricName): Float32Array {
    const column = new Float32Array(this.times.length).fill(Number.NaN);
    this.columns.set(name, column);
    return column;
  }

  /** Only ever full from the start: it has not wrapped round before it is as large as it may be. */
  private grow(): void {
    const rows = Math.min(this.capacity, this.times.length * 2);
    const times = new Float64Array(rows);
    times.set(this.times);
    this.times = times;
    for (const [name, column] of this.columns) {
      const larger = new Float32Array(rows).fill(Number.NaN);
      larger.set(column);
      this.columns.set(name, larger);
    }
  }
}

/** Several samples as one. */

import { METRICS, type MetricName, type Sample } from '@pmx/protocol';

interface Tally {
  last: number;
  max: number;
  sum: number;
  count: number;
}

/** Gathers the samples of one minute; each metric is folded as `METRICS` says. */
export class Fold {
  private readonly tallies = new Map<MetricName, Tally>();

  add(sample: Sample): void {
    for (const name of Object.keys(sample) as MetricName[]) {
      const value = sample[name]!;
      const { max = value, sum = 0, count = 0 } = this.tallies.get(name) ?? {};
      this.tallies.set(name, { last: value, max: Math.max(max, value), sum: sum + value, count: count + 1 });
    }
  }

  /** What they come to; it begins anew. */
  take(): Sample {
    const sample: Sample = {};
    for (const [name, { last, max, sum, count }] of this.tallies) {
      const { fold } = METRICS[name];
      sample[name] = fold === 'last' ? last : fold === 'max' ? max : sum / count;
    }
    this.tallies.clear();
    return sample;
  }
}

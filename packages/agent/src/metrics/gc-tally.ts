/** Adds up collections, of which not each one may have been looked at. */

import type { MetricName } from '@pmx/protocol';

type Kind = MetricName extends infer M ? (M extends `gc.${infer K}.rate` ? K : never) : never;

export const MAJOR = 4;

/** The number that Node gives each. */
const KINDS: [Kind, number][] = [
  ['scavenge', 1],
  ['major', MAJOR],
  ['incremental', 8],
  ['weak', 16],
];

const MAX_KIND = 16;

/** A part of a second that is shorter tells no rate. */
const MIN_SECONDS = 0.02;

export class GcTally {
  /** By Node's number of the kind. */
  private readonly counts = new Float64Array(MAX_KIND + 1);
  /** Milliseconds. */
  private readonly times = new Float64Array(MAX_KIND + 1);
  private longest = 0;
  private unseenMajors = 0;

  /**
   * One that was looked at.
   * @param duration milliseconds
   */
  add(kind: number, duration: number): void {
    this.longest = Math.max(this.longest, duration);
    if (kind > MAX_KIND) return;
    this.counts[kind]! += 1;
    this.times[kind]! += duration;
  }

  /** A major one of which nothing else is known. */
  addUnseenMajor(): void {
    this.unseenMajors += 1;
  }

  /**
   * What came since it was last taken, per second.
   * @param seconds since then
   * @param observed seconds of these in which each one was looked at
   */
  take(seconds: number, observed = seconds): Partial<Record<MetricName, number>> {
    const taken: Partial<Record<MetricName, number>> = { 'gc.longest': this.longest };
    const period = Math.max(observed, MIN_SECONDS);
    for (const [name, kind] of KINDS) {
      taken[`gc.${name}.rate`] = this.counts[kind]! / period;
      taken[`gc.${name}.time`] = this.times[kind]! / period;
    }
    this.takeMajors(taken, seconds);
    this.counts.fill(0);
    this.times.fill(0);
    this.longest = 0;
    this.unseenMajors = 0;
    return taken;
  }

  /** All are counted, so that none stands for others; those that were not looked at are taken to be as long as the rest. */
  private takeMajors(taken: Partial<Record<MetricName, number>>, seconds: number): void {
    const seen = this.counts[MAJOR]!;
    const all = seen + this.unseenMajors;
    taken['gc.major.rate'] = all / seconds;
    if (seen > 0) taken['gc.major.time'] = ((this.times[MAJOR]! / seen) * all) / seconds;
    else if (all > 0) delete taken['gc.major.time'];
  }
}

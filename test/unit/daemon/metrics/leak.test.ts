/** A leak, and what only looks like one. */

import type { Sample } from '@pmx/protocol';
import { HeapTrend } from '../../../../packages/daemon/src/metrics/heap-trend';

const MB = 1024 * 1024;
const MINUTE = 60_000;

interface Heap {
  /** Bytes that are kept, by the minute. */
  kept(minute: number): number;
  /** Bytes of garbage that reach the old generation in a minute. */
  garbage?: number;
  /** How much the old generation grows before V8 collects it. */
  factor?: number;
  /** Milliseconds between samples. */
  every?: number;
}

/** Plays a heap as V8 runs one. @returns minutes at which it is called a leak */
function named({ kept, garbage = 0, factor = 1.6, every = 1_000 }: Heap, minutes = 12): number[] {
  const trend = new HeapTrend();
  const result: number[] = [];
  let live = kept(0);
  let since = 0;
  let limit = live * factor;
  for (let at = 0; at <= minutes * MINUTE; at += every) {
    since += (garbage * every) / MINUTE;
    const old = kept(at / MINUTE) + since;
    const collects = old >= limit || at === 0;
    if (collects) {
      live = kept(at / MINUTE);
      since = 0;
      limit = Math.max(live * factor, live + 2 * MB);
    }
    trend.add(at, sampleOf(collects ? live : old, live, collects));
    if (trend.verdict(at)) result.push(at / MINUTE);
  }
  return result;
}

const sampleOf = (old: number, live: number, collects: boolean): Sample => ({
  'heap.space.old': old,
  'heap.live': live,
  'gc.major.rate': collects ? 1 : 0,
});

const noisy = (size: number): number => size * (1 + 0.02 * Math.sin(size));

describe.each([1_000, 30_000])('sampled every %d ms', (every) => {
  test.each<[string, Heap]>([
    ['5 MB a minute in a small heap', { kept: (m) => 5 * MB + 5 * MB * m }],
    ['5 MB a minute, with a little noise', { kept: (m) => noisy(5 * MB + 5 * MB * m) }],
    ['5 MB a minute under load', { kept: (m) => 8 * MB + 5 * MB * m, garbage: 60 * MB }],
    ['5 MB a minute in steps', { kept: (m) => 8 * MB + 5 * MB * Math.floor(m * 2) * 0.5 }],
    [
      '100 MB a minute, whose collections are further and further apart',
      { kept: (m) => 5 * MB + 100 * MB * m },
    ],
  ])('a leak of %s is named within five minutes', (_, heap) => {
    const minutes = named({ ...heap, every });
    expect(minutes[0]).toBeLessThanOrEqual(5);
    expect(minutes.at(-1)).toBeGreaterThan(11.4);
  });

  test.each<[string, Heap]>([
    ['fills to 200 MB in one minute and stays', { kept: (m) => 5 * MB + 200 * MB * Math.min(1, m) }],
    [
      'fills to 200 MB in two and a half minutes and stays',
      { kept: (m) => 5 * MB + 200 * MB * Math.min(1, m / 2.5) },
    ],
    ['fills more and more slowly, as its hits grow', { kept: (m) => 5 * MB + 200 * MB * (1 - Math.exp(-m)) }],
    ['stays, with much garbage', { kept: () => 20 * MB, garbage: 10 * MB, factor: 2 }],
    [
      'stays, with garbage that waits long for its collection',
      { kept: () => 100 * MB, garbage: 10 * MB, factor: 2 },
    ],
    ['comes and goes with the load', { kept: (m) => 30 * MB + 20 * MB * Math.sin(m * 2) }],
    ['is busy for two minutes, and then idle', { kept: (m) => (m < 2 ? 10 * MB + 30 * MB * m : 12 * MB) }],
    ['grows by next to nothing', { kept: (m) => 50 * MB + 0.2 * MB * m }],
  ])('what %s is none', (_, heap) => {
    expect(named({ ...heap, every })).toEqual([]);
  });
});

test('its rate is about right', () => {
  const trend = new HeapTrend();
  for (let second = 0; second < 400; second += 10) {
    trend.add(second * 1_000, sampleOf(0, 10 * MB + (5 * MB * second) / 60, true));
  }
  const verdict = trend.verdict(400_000);
  expect(verdict!.rate / MB).toBeCloseTo(5, 1);
  expect(verdict!.since).toBe(0);
});

test('another process has another heap, and silence says nothing', () => {
  const trend = new HeapTrend();
  for (let second = 0; second < 400; second += 10) trend.add(second * 1_000, sampleOf(0, MB * second, true));
  expect(trend.verdict(400_000)).not.toBeNull();
  expect(trend.verdict(390_000 + 6 * MINUTE)).toBeNull();
  trend.reset();
  expect(trend.verdict(400_000)).toBeNull();
});

/** The past of an instance: rings, folding, gaps. */

import type { Sample } from '@pmx/protocol';
import { Fold } from '../../../../packages/daemon/src/metrics/fold';
import { Past } from '../../../../packages/daemon/src/metrics/past';
import { SeriesRing } from '../../../../packages/daemon/src/metrics/series-ring';

describe('a ring', () => {
  const ring = (capacity: number, rows: number): SeriesRing => {
    const filled = new SeriesRing(capacity, ['cpu', 'memory']);
    for (let at = 1; at <= rows; at += 1) filled.push(at, { cpu: at * 10 });
    return filled;
  };

  test.each([1, 15, 16, 17, 33, 40])('of 40 rows holds the first %d', (rows) => {
    const { times, values } = ring(40, rows).read();
    expect(times).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
    expect(values.cpu).toEqual(times.map((at) => at * 10));
  });

  test.each([41, 55, 80, 123])('of 40 rows holds the last 40 of %d, oldest first', (rows) => {
    const { times, values } = ring(40, rows).read();
    expect(times).toEqual(Array.from({ length: 40 }, (_, index) => rows - 39 + index));
    expect(values.cpu?.at(-1)).toBe(rows * 10);
  });

  test('a metric that comes later has gaps before it, and what is missing is a gap', () => {
    const late = ring(20, 3);
    late.push(4, { memory: 7 });
    expect(late.read().values).toEqual({ cpu: [10, 20, 30, null], memory: [null, null, null, 7] });
  });

  test('a metric that has no value takes no room', () => {
    expect(Object.keys(ring(20, 3).read().values)).toEqual(['cpu']);
  });
});

test('samples are folded as each metric says', () => {
  const fold = new Fold();
  const samples: Sample[] = [
    { cpu: 10, memory: 100, 'loop.delay.p99': 5 },
    { cpu: 30, memory: 50, 'loop.delay.p99': 90 },
    { cpu: 20, 'loop.delay.p99': 1 },
  ];
  for (const sample of samples) fold.add(sample);
  expect(fold.take()).toEqual({ cpu: 20, memory: 50, 'loop.delay.p99': 90 });
  expect(fold.take()).toEqual({});
});

describe('the past', () => {
  test('has each minute once it is over', () => {
    const past = new Past();
    for (let second = 0; second < 150; second += 1) past.push(600_000 + second * 1_000, { cpu: second });
    const { fine, coarse } = past.read(3);
    expect(fine.times).toHaveLength(150);
    expect(coarse).toEqual({ times: [600_000, 660_000], values: { cpu: [29.5, 89.5] } });
  });

  test('is bounded: five minutes fine, six hours by the minute', () => {
    const past = new Past();
    for (let second = 0; second < 8 * 3_600; second += 1) past.push(second * 1_000, { cpu: 1 });
    const { fine, coarse } = past.read(0);
    expect(fine.times).toHaveLength(300);
    expect(coarse.times).toHaveLength(360);
    expect(coarse.times.at(-1)).toBe((8 * 60 - 2) * 60_000);
  });
});

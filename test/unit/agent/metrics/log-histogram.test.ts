import { LogHistogram } from '../../../../packages/agent/src/metrics/log-histogram';

/** A fixed sequence that looks random. */
function* sequence(count: number): Generator<number> {
  let state = 12_345;
  for (let i = 0; i < count; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

const FRACTIONS = [0.5, 0.95, 0.99];

function exact(values: number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(fraction * sorted.length)) - 1]!;
}

const SHAPES: [string, (x: number) => number][] = [
  ['even', (x) => x * 100],
  ['a long tail', (x) => 0.1 / (1.000_001 - x)],
  ['tiny', (x) => x / 1e6],
  ['both signs', (x) => (x - 0.5) * 1_000],
];

test.each(SHAPES)('percentiles are within 1.6 %% of the exact ones: %s', (_name, shape) => {
  const values = [...sequence(10_000)].map(shape);
  const histogram = new LogHistogram();
  for (const value of values) histogram.record(value);
  const found = histogram.percentiles(FRACTIONS);
  FRACTIONS.forEach((fraction, i) => {
    const right = exact(values, fraction);
    expect(Math.abs(found[i]! - right)).toBeLessThanOrEqual(Math.abs(right) * 0.016);
  });
});

test('count, mean and extremes are exact', () => {
  const histogram = new LogHistogram();
  for (const value of [3, 1, 8]) histogram.record(value);
  expect(histogram.distribution()).toMatchObject({ count: 3, min: 1, max: 8, mean: 4 });
});

test('one value is every percentile of itself', () => {
  const histogram = new LogHistogram();
  histogram.record(7.3);
  expect(histogram.percentiles(FRACTIONS)).toEqual([7.3, 7.3, 7.3]);
});

test('nothing', () => {
  const histogram = new LogHistogram();
  expect(histogram.distribution()).toBeNull();
  histogram.record(1);
  histogram.clear();
  expect(histogram.distribution()).toBeNull();
});

test('two together are as one', () => {
  const [all, left, right] = [new LogHistogram(), new LogHistogram(), new LogHistogram()];
  let i = 0;
  for (const value of sequence(1_000)) {
    all.record(value);
    (i++ % 2 === 0 ? left : right).record(value);
  }
  left.add(right);
  expect(left.distribution()).toEqual({
    ...all.distribution(),
    mean: expect.closeTo(all.distribution()!.mean),
  });
});

test('values of every size, and used again after it was cleared', () => {
  const histogram = new LogHistogram();
  for (let round = 0; round < 3; round++) {
    for (let power = -300; power <= 300; power++) histogram.record(10 ** power);
    expect(histogram.distribution()).toMatchObject({ count: 601, min: 1e-300, max: 1e300 });
    expect(histogram.percentiles([0.5])[0]).toBeCloseTo(1, 1);
    histogram.clear();
  }
  histogram.record(0);
  expect(histogram.percentiles([0.5])).toEqual([0]);
});

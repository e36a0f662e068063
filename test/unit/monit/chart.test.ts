/** Values over time as dots. */

import { area, bar, columnsOf, joined, niceMax } from '../../../packages/monit/src/view/chart';

const second = { end: 10_000, step: 1_000 };

describe('columns', () => {
  test('the newest at the right, gaps where nothing is known', () => {
    const columns = columnsOf([7_000, 8_000, 9_000], [1, null, 3], 5, second);
    expect(columns).toEqual([null, null, 1, null, 3]);
  });

  test('of several samples in one column the largest counts', () => {
    const times = [9_000, 9_200, 9_400];
    expect(columnsOf(times, [1, 9, 2], 2, second).at(-1)).toBe(9);
  });

  test('a sparse sample holds until the next, but not for ever', () => {
    const minute = { end: 120_000, step: 10_000 };
    const columns = columnsOf([0], [5], 12, minute);
    expect(columns).toEqual([5, 5, 5, 5, 5, null, null, null, null, null, null, null]);
  });

  test('what is older than the chart is left out', () => {
    expect(columnsOf([1_000, 2_000, 9_000], [7, null, 3], 2, second)).toEqual([null, 3]);
  });
});

test('the coarse past, then the fine one, without overlap', () => {
  const coarse = { times: [0, 60_000, 120_000], values: { cpu: [1, 2, 3] } };
  const fine = { times: [120_000, 121_000], values: { cpu: [4, 5] } };
  expect(joined(coarse, fine, 'cpu')).toEqual({
    times: [0, 60_000, 120_000, 121_000],
    values: [1, 2, 4, 5],
  });
  expect(joined(coarse, { times: [], values: {} }, 'memory').values).toEqual([null, null, null]);
});

describe('an area', () => {
  test('fills cells from the bottom up, two columns to a cell', () => {
    expect(area([8, 8, 4, 0, null, null], 2, 8, false)).toEqual(['⣿⠀⠀', '⣿⣇⠀']);
    expect(area([8, 8, 4, 4], 2, 8, true)).toEqual(['# ', '##']);
  });

  test('what is known shows as one dot at least; what is not, as none', () => {
    expect(area([0, null], 1, 100, false)).toEqual(['⡀']);
  });

  test('what is above the scale ends at the top', () => {
    expect(area([500, 500], 1, 100, false)).toEqual(['⣿']);
  });
});

test.each([
  [0, 1],
  [1, 1],
  [3.1, 5],
  [9, 10],
  [11, 15],
  [0.3, 0.3],
  [1_501, 2_000],
])('a scale for %d ends at %d', (value, max) => {
  expect(niceMax(value, false)).toBeCloseTo(max);
});

test('the scale of bytes is round in their own units', () => {
  expect(niceMax(4 * 2 ** 20, true)).toBe(5 * 2 ** 20);
  expect(niceMax(900 * 2 ** 20, true)).toBe(1_000 * 2 ** 20);
  expect(niceMax(1.6 * 2 ** 30, true)).toBe(2 * 2 ** 30);
});

test('a scale is never below its value', () => {
  for (let value = 0.001; value < 1e12; value *= 1.37) {
    expect(niceMax(value, false)).toBeGreaterThanOrEqual(value);
    expect(niceMax(value, true)).toBeGreaterThanOrEqual(value);
  }
});

test('a bar in eighths, as wide as asked for', () => {
  expect(bar(0.5, 4, false)).toBe('██  ');
  expect(bar(0.55, 4, false)).toBe('██▏ ');
  expect(bar(2, 4, false)).toBe('████');
  expect(bar(0.5, 4, true)).toBe('##..');
});

import { parseDuration, parseSize } from '../../../../packages/supervision/src';

test.each([
  [0, 0],
  [1500, 1500],
  ['1500', 1500],
  ['500ms', 500],
  ['10s', 10_000],
  ['1.5 S', 1500],
  ['5m', 300_000],
  ['1h', 3_600_000],
])('the duration %j is %d ms', (value, milliseconds) => {
  expect(parseDuration(value)).toBe(milliseconds);
});

test.each([
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  's',
  '1d',
  '-1s',
  '1s2',
  '0x10',
  '1'.repeat(1e6),
  null,
  [],
])('%p is no duration', (value) => {
  expect(parseDuration(value)).toBeUndefined();
});

test.each([
  [0, 0],
  ['0', 0],
  ['64K', 65_536],
  ['64kb', 65_536],
  ['64KiB', 65_536],
  ['200m', 209_715_200],
  ['1.5G', 1_610_612_736],
  [' 2 GB ', 2_147_483_648],
])('the size %j is %d bytes', (value, bytes) => {
  expect(parseSize(value)).toBe(bytes);
});

test.each([1, 200, '200', '200B', '-1M', 'M', '1T', '1e9M', '9999999999G', '1'.repeat(1e6), null, []])(
  '%p is no size',
  (value) => {
    expect(parseSize(value)).toBeUndefined();
  },
);

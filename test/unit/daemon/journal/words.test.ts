import { durationWords, megabytes, ordinal } from '../../../../packages/daemon/src/journal/words';

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [3_210, '3.2 s'],
  [59_949, '59.9 s'],
  [59_999, '1 min'],
  [3_599_999, '1 h'],
  [46 * 3_600_000, '46 h'],
  [72 * 3_600_000, '3 d'],
])('%d ms: %s', (milliseconds, words) => expect(durationWords(milliseconds)).toBe(words));

test.each([
  [1, 'first'],
  [3, 'third'],
  [10, 'tenth'],
  [11, '11th'],
  [12, '12th'],
  [21, '21st'],
  [22, '22nd'],
  [33, '33rd'],
  [40, '40th'],
  [111, '111th'],
])('%d: %s', (count, word) => expect(ordinal(count)).toBe(word));

test('sizes are said as limits are declared', () => expect(megabytes(200 * 2 ** 20)).toBe('200M'));

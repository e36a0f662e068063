/** Untrusted text as cells: nothing in it moves the cursor, hides, or takes a column that it was not given. */

import {
  fit as cut,
  padEnd,
  padStart,
  toCells,
  visible,
  widthOf,
} from '../../../packages/monit/src/view/text';
import { random } from './support';

const FAMILY = '👩‍👩‍👧‍👦';

test.each([
  ['plain {red-fg} %s', 'plain {red-fg} %s'],
  ['\x1b[31mred\x1b[0m', 'red'],
  ['\x1b[2J\x1b]0;title\x07', '\\x1b[2J\\x1b]0;title\\x07'],
  ['a\0b\rc\bd', 'a\\x00b\\x0dc\\x08d'],
  ['a\tb', 'a    b'],
  ['\x9b2J', '\\x9b2J'],
  ['\u202etxt.exe', '\\u202etxt.exe'],
  ['\u2066x\u2069\ufeff', '\\u2066x\\u2069\\ufeff'],
  ['漢字 é', '漢字 é'],
])('%j shows as %j', (text, expected) => {
  expect(visible(text)).toBe(expected);
});

test.each([
  ['', 0],
  ['abc', 3],
  ['漢字', 4],
  ['é', 1],
  ['e\u0301\u0301', 1],
  ['😀', 2],
  [FAMILY, 2],
  ['❤️', 2],
  ['🇫🇷', 2],
  ['─█⣿▸…ü', 6],
  ['\u0301', 0],
])('%j is %d wide', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test('a cut is marked, and nothing wide is cut in two', () => {
  expect(cut('abcdef', 6)).toBe('abcdef');
  expect(cut('abcdef', 5)).toBe('abcd…');
  expect(cut('漢字漢字', 6)).toBe('漢字…');
  expect(cut('漢字漢字', 1)).toBe('…');
  expect(cut(`${FAMILY}abc`, 4)).toBe(`${FAMILY}a…`);
  expect(cut('abc', 0)).toBe('');
  expect(padEnd('漢', 4)).toBe('漢  ');
  expect(padStart('漢', 4)).toBe('  漢');
});

test('exactly as many cells as asked for, whatever the text', () => {
  const next = random(7);
  const parts = [
    'a',
    '漢',
    '😀',
    FAMILY,
    'e\u0301',
    '\u0301',
    '\x1b[31m',
    '\0',
    '\u202e',
    '\ud800',
    '⣿',
    '…',
  ];
  for (let round = 0; round < 500; round += 1) {
    const length = Math.floor(next() * 20);
    const text = Array.from({ length }, () => parts[Math.floor(next() * parts.length)]).join('');
    const columns = Math.floor(next() * 25);
    const cells = toCells([{ text: visible(text) }], columns);
    expect(cells).toHaveLength(columns);
    expect(cells.map((cell) => cell.text).join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
    expect(widthOf(padEnd(visible(text), columns))).toBe(columns);
  }
});

test('what is wide and does not fit in the last column leaves it empty', () => {
  expect(toCells([{ text: 'abc漢' }], 4).map(({ text }) => text)).toEqual(['a', 'b', 'c', ' ']);
  expect(toCells([{ text: '漢' }], 3).map(({ text }) => text)).toEqual(['漢', '', ' ']);
});

test('a line of 200 KB costs no more than what shows of it', () => {
  for (const unit of ['w', '漢', 'e\u0301', FAMILY, '\x1b[31m']) {
    const long = unit.repeat(Math.ceil(200_000 / unit.length));
    const times = Array.from({ length: 10 }, () => {
      const begin = performance.now();
      expect(widthOf(cut(long, 80))).toBeLessThanOrEqual(80);
      return performance.now() - begin;
    });
    // It takes less than one, on a machine that lets it; measuring all of it takes far more each time.
    expect(Math.min(...times)).toBeLessThan(50);
  }
});

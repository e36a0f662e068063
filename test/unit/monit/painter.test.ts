/** The bytes of a frame, applied by a terminal, show exactly that frame; and they are few. */

import { isDeepStrictEqual } from 'node:util';
import { Painter } from '../../../packages/monit/src/terminal/painter';
import type { Frame } from '../../../packages/monit/src/view/render';
import { type Cell, type Style, toCells } from '../../../packages/monit/src/view/text';
import { random } from './support';
import { VirtualTerminal } from './virtual-terminal';

const STYLES: Style[] = [
  {},
  { bold: true },
  { color: 'red' },
  { color: 'gray', inverse: true },
  { dim: true },
];
/** Of each of these styles. */
const CODES = ['0', '0;1', '0;31', '0;7;90', '0;2'];
const PARTS = ['a', 'b', ' ', ' ', '漢', '😀', '👩‍👩‍👧‍👦', 'e\u0301', '❤️', '⣿', '─'];

type Random = () => number;

const oneOf = <T>(all: readonly T[], next: Random): T => all[Math.floor(next() * all.length)]!;

const spansOf = (length: number, next: Random) =>
  Array.from({ length }, () => ({ text: oneOf(PARTS, next), style: oneOf(STYLES, next) }));

const randomFrame = (width: number, height: number, next: Random): Frame =>
  Array.from({ length: height }, () => toCells(spansOf(Math.floor(next() * width), next), width));

/** Some rows as they were, some shifted by a column, some new. */
function changed(frame: Frame, next: Random): Frame {
  const width = frame[0]!.length;
  return frame.map((cells) => {
    const chance = next();
    if (chance < 0.4) return cells;
    if (chance < 0.7) return toCells([{ text: 'x' }, ...spansOf(Math.floor(next() * 6), next)], width);
    return toCells(
      cells
        .filter(({ text }) => text !== '')
        .map(({ text, style }) => (next() < 0.1 ? { text: 'z', style } : { text, style })),
      width,
    );
  });
}

const codesOf = (style: Style): string => CODES[STYLES.findIndex((each) => isDeepStrictEqual(each, style))]!;

const shownAs = (frame: Frame): string[][] =>
  frame.map((cells) => cells.map(({ text, style }: Cell) => `${text}|${codesOf(style)}`));

/** A blank looks the same in any colour that does not fill it, and is not told apart. */
const normal = (cells: string[][]): string[][] =>
  cells.map((row) => row.map((cell) => (/^ \|/.test(cell) && !cell.includes('7') ? ' ' : cell)));

test.each([1, 2, 3, 4, 5, 6, 7, 8])('random frames, one after the other, with new sizes (%d)', (seed) => {
  const next = random(seed);
  const painter = new Painter(true);
  const terminal = new VirtualTerminal(40, 8);
  let frame = randomFrame(40, 8, next);
  for (let turn = 0; turn < 60; turn += 1) {
    terminal.apply(painter.paint(frame));
    expect(normal(terminal.cells)).toEqual(normal(shownAs(frame)));
    if (turn % 15 === 14) {
      const [width, height] = [20 + Math.floor(next() * 40), 3 + Math.floor(next() * 10)];
      terminal.resize(width, height);
      frame = randomFrame(width, height, next);
    } else frame = changed(frame, next);
  }
});

const frameOf = (...texts: string[]): Frame => texts.map((text) => toCells([{ text }], 40));

test('the same frame again costs nothing', () => {
  const painter = new Painter(true);
  painter.paint(frameOf('abc', '漢字'));
  expect(painter.paint(frameOf('abc', '漢字'))).toBe('');
});

test('only cells that have changed are written', () => {
  const painter = new Painter(true);
  painter.paint(frameOf('cpu 10% of all', 'still'));
  expect(painter.paint(frameOf('cpu 17% of all', 'still'))).toBe('\x1b[1;6H\x1b[0m7\x1b[0m');
});

test('the first frame, and one of a new size, clear the screen; others never', () => {
  const painter = new Painter(true);
  expect(painter.paint(frameOf('a'))).toContain('\x1b[2J');
  expect(painter.paint(frameOf('b'))).not.toContain('\x1b[2J');
  expect(painter.paint(frameOf('b', 'c'))).toContain('\x1b[2J');
  painter.forget();
  expect(painter.paint(frameOf('b', 'c'))).toContain('\x1b[2J');
});

test('without colours: bold, dim and inverse alone', () => {
  const painter = new Painter(false);
  const cells = toCells(
    [
      { text: 'a', style: { color: 'red', bold: true } },
      { text: 'b', style: { color: 'gray' } },
    ],
    2,
  );
  expect(painter.paint([cells])).toBe('\x1b[0m\x1b[2J\x1b[1;1H\x1b[0;1ma\x1b[0;2mb\x1b[0m');
});

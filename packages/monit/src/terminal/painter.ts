/** From frames to bytes: only cells that have changed are written, so that nothing flickers. Pure. */

import type { Frame } from '../view/render';
import type { Cell, Color, Style } from '../view/text';

const COLORS: Record<Color, number> = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  white: 37,
  gray: 90,
};

/** Unchanged cells between two changed ones that cost less to write again than to jump over. */
const BRIDGE = 6;

export class Painter {
  private shown: Frame = [];

  /** @param colors false: bold, dim and inverse alone */
  constructor(private readonly colors: boolean) {}

  /** What is on the screen is not known any more: the next frame is written whole. */
  forget(): void {
    this.shown = [];
  }

  /** The bytes that turn the frame before into this one. */
  paint(frame: Frame): string {
    const isNew = this.shown.length !== frame.length || this.shown[0]?.length !== frame[0]?.length;
    let output = isNew ? '\x1b[0m\x1b[2J' : '';
    for (const [row, cells] of frame.entries()) {
      output += this.paintRow(row, cells, isNew ? undefined : this.shown[row]);
    }
    this.shown = frame;
    return output === '' ? '' : `${output}\x1b[0m`;
  }

  private paintRow(row: number, cells: Cell[], before: Cell[] | undefined): string {
    let output = '';
    for (const [from, to] of changes(cells, before)) {
      output += position(row, from) + this.run(cells, row, [from, to]);
    }
    return output;
  }

  private run(cells: Cell[], row: number, [from, to]: [number, number]): string {
    let output = '';
    let last: Style | null = null;
    for (let column = from; column < to; column += 1) {
      const { text, style } = cells[column]!;
      if (last === null || !sameStyle(last, style)) output += this.sequence(style);
      last = style;
      const isWide = cells[column + 1]?.text === '';
      // Terminals differ in the width of emoji: room is made for it, and what follows goes to its column.
      if (text.length > 1) output += (isWide ? '  ' : ' ') + position(row, column);
      output += text;
      if (!isWide && text.length !== 1) output += position(row, column + 1);
    }
    return output;
  }

  private sequence({ color, bold, dim, inverse }: Style): string {
    const codes = [0];
    if (bold) codes.push(1);
    if (dim || (color === 'gray' && !this.colors)) codes.push(2);
    if (inverse) codes.push(7);
    if (color && this.colors) codes.push(COLORS[color]);
    return `\x1b[${codes.join(';')}m`;
  }
}

const position = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`;

/** Runs of cells that differ, as [from, to). What is two columns wide is written whole. */
function changes(cells: Cell[], before: Cell[] | undefined): [number, number][] {
  if (!before) return [[0, cells.length]];
  const runs: [number, number][] = [];
  for (let column = 0; column < cells.length; column += 1) {
    if (sameCell(cells[column]!, before[column])) continue;
    const from = isSecondHalf(cells, column) || isSecondHalf(before, column) ? column - 1 : column;
    const last = runs.at(-1);
    const to = endOfCell(cells, before, column);
    if (last && from - last[1] <= BRIDGE) last[1] = Math.max(last[1], to);
    else runs.push([from, to]);
  }
  return runs;
}

const isSecondHalf = (cells: Cell[], column: number): boolean => column > 0 && cells[column]?.text === '';

const endOfCell = (cells: Cell[], before: Cell[], column: number): number =>
  cells[column + 1]?.text === '' || before[column + 1]?.text === ''
    ? Math.min(cells.length, column + 2)
    : column + 1;

const sameCell = (a: Cell, b: Cell | undefined): boolean =>
  b !== undefined && a.text === b.text && sameStyle(a.style, b.style);

const sameStyle = (a: Style, b: Style): boolean =>
  a === b || (a.color === b.color && !a.bold === !b.bold && !a.dim === !b.dim && !a.inverse === !b.inverse);

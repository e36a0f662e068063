/**
 * Text as cells. Whoever writes to a log or names an app may be hostile: nothing in it reaches the terminal but characters
 * that take the columns that they are given.
 */

import stringWidth from 'string-width';

/** How a cell looks; `color` is one of the terminal's 16, by name. */
export interface Style {
  color?: Color;
  bold?: boolean;
  dim?: boolean;
  inverse?: boolean;
}

export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white' | 'gray';

/** One column of the screen. What is two columns wide is followed by a cell without text. */
export interface Cell {
  text: string;
  style: Style;
}

export interface Span {
  text: string;
  style?: Style;
}

export const PLAIN: Style = {};

/** Controls, and the marks that reverse the direction of text: they make a line read as another. */
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const ANSI_COLORS = /\x1b\[[0-9;:]{0,64}m/g;
/** One unit, one column, and never part of a cluster: Latin, Greek, Cyrillic, lines, blocks, braille. Most of a frame, so it is measured by its length. */
const SIMPLE =
  /^[\x20-\x7e\xa1-\xa8\xaa-\xac\xaf-\u024f\u0391-\u03a1\u03a3-\u03ff\u0410-\u044f\u2026\u2191\u2193\u21ba\u2500-\u259f\u25b8\u25be\u2800-\u28ff]*$/;

/** Untrusted text as it may be shown: colours are left out, all other controls become visible. */
export function visible(text: string): string {
  if (SIMPLE.test(text)) return text;
  return text
    .replace(ANSI_COLORS, '')
    .replaceAll('\t', '    ')
    .replace(UNSAFE, (character) => {
      const code = character.charCodeAt(0);
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
    });
}

const segmenter = new Intl.Segmenter();

/** What is not drawn in the columns that it claims would shift all that follows: marks without a base take none. */
function* graphemes(text: string): Iterable<{ segment: string; width: number }> {
  if (SIMPLE.test(text)) {
    for (const segment of text) yield { segment, width: 1 };
    return;
  }
  for (const { segment } of segmenter.segment(text)) {
    const width = SIMPLE.test(segment) ? segment.length : stringWidth(segment);
    if (width > 0) yield { segment, width: Math.min(width, 2) };
  }
}

export function widthOf(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  let width = 0;
  for (const each of graphemes(text)) width += each.width;
  return width;
}

/** At most `columns` wide; a cut is marked. Nothing wide is cut in two. */
export function fit(text: string, columns: number): string {
  if (columns <= 0) return '';
  // A line of 200 KB is not measured to be cut to 80.
  const near = text.length > columns * 8 ? text.slice(0, columns * 8) : text;
  if (near === text && widthOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment, width } of graphemes(near)) {
    if (used + width > columns - 1) break;
    kept += segment;
    used += width;
  }
  return `${kept}…`;
}

export const padEnd = (text: string, columns: number): string => {
  const short = fit(text, columns);
  return short + ' '.repeat(Math.max(0, columns - widthOf(short)));
};

export const padStart = (text: string, columns: number): string => {
  const short = fit(text, columns);
  return ' '.repeat(Math.max(0, columns - widthOf(short))) + short;
};

/** Exactly `columns` cells. */
export function toCells(spans: readonly Span[], columns: number, base: Style = PLAIN): Cell[] {
  const cells: Cell[] = [];
  for (const { text, style } of spans) {
    const merged = style === undefined ? base : base === PLAIN ? style : { ...base, ...style };
    for (const { segment, width } of graphemes(text)) {
      if (cells.length + width > columns) break;
      cells.push({ text: segment, style: merged });
      if (width === 2) cells.push({ text: '', style: merged });
    }
  }
  while (cells.length < columns) cells.push({ text: ' ', style: base });
  return cells;
}

/** Values over time, drawn with braille: each cell holds two columns of four dots. */

import type { Series } from '@pmx/protocol';

/** Dots of a cell, from the bottom up, left then right. */
const DOTS = [
  [0x40, 0x04, 0x02, 0x01],
  [0x80, 0x20, 0x10, 0x08],
] as const;
const BRAILLE = 0x2800;
const ROWS_PER_CELL = 4;

/** Milliseconds that a sample stands for when no other comes. */
const HOLD = 45_000;

/**
 * One value per column of dots, the newest at the right; null where nothing is known. Of several samples in one column the
 * largest counts: a peak is what one looks for.
 */
export function columnsOf(
  times: readonly number[],
  values: readonly (number | null)[],
  columns: number,
  { end, step }: { end: number; step: number },
): (number | null)[] {
  const result: (number | null)[] = Array(columns).fill(null);
  const start = end - columns * step;
  for (let index = 0; index < times.length; index += 1) {
    const value = values[index] ?? null;
    const until = Math.min(times[index + 1] ?? end + 1, times[index]! + HOLD);
    if (value === null || until < start) continue;
    const from = Math.max(0, Math.floor((times[index]! - start) / step));
    const to = Math.min(columns - 1, Math.max(from, Math.ceil((until - start) / step) - 1));
    for (let column = from; column <= to; column += 1) {
      result[column] = column === from ? Math.max(result[column] ?? value, value) : value;
    }
  }
  return result;
}

/** Several series one after the other, without repeating what the finer one has. */
export function joined(
  coarse: Series,
  fine: Series,
  name: keyof Series['values'],
): Pick<Plot, 'times' | 'values'> {
  const begin = fine.times[0] ?? Number.POSITIVE_INFINITY;
  const kept = coarse.times.filter((at) => at < begin).length;
  const gaps = (series: Series): (number | null)[] => series.values[name] ?? series.times.map(() => null);
  return {
    times: [...coarse.times.slice(0, kept), ...fine.times],
    values: [...gaps(coarse).slice(0, kept), ...gaps(fine)],
  };
}

export interface Plot {
  times: readonly number[];
  values: readonly (number | null)[];
}

/**
 * An area, from the bottom up.
 * @param columns two for each cell
 * @param max the value that fills the height
 * @returns `height` lines of `columns / 2` characters
 */
export function area(
  columns: readonly (number | null)[],
  height: number,
  max: number,
  ascii: boolean,
): string[] {
  const levels = columns.map((value) => level(value, max, height * (ascii ? 2 : ROWS_PER_CELL)));
  return Array.from({ length: height }, (_, line) => {
    const below = height - 1 - line;
    return ascii ? asciiLine(levels, below) : brailleLine(levels, below);
  });
}

function level(value: number | null, max: number, steps: number): number {
  if (value === null) return 0;
  // Whatever is known shows: one dot.
  return Math.max(1, Math.min(steps, Math.round((value / (max || 1)) * steps)));
}

function brailleLine(levels: readonly number[], below: number): string {
  let line = '';
  for (let column = 0; column + 1 < levels.length; column += 2) {
    let dots = 0;
    for (const side of [0, 1] as const) {
      const filled = Math.min(ROWS_PER_CELL, levels[column + side]! - below * ROWS_PER_CELL);
      for (let dot = 0; dot < filled; dot += 1) dots |= DOTS[side][dot]!;
    }
    line += String.fromCharCode(BRAILLE + dots);
  }
  return line;
}

function asciiLine(levels: readonly number[], below: number): string {
  let line = '';
  for (let column = 0; column + 1 < levels.length; column += 2) {
    const filled = Math.max(levels[column]!, levels[column + 1]!) - below * 2;
    line += filled >= 2 ? '#' : filled === 1 ? '.' : ' ';
  }
  return line;
}

/** Of a power of ten. Close enough that no chart is half empty, far enough that the scale seldom changes. */
const NICE = [1, 1.5, 2, 3, 5, 8, 10];

/** A round number at or above; of bytes: in their own units. */
export function niceMax(value: number, binary: boolean): number {
  if (value <= 0) return 1;
  const base = binary ? 1024 ** Math.floor(Math.log2(value) / 10) : 1;
  const scaled = value / base;
  const power = 10 ** Math.floor(Math.log10(scaled));
  const nice = NICE.find((step) => scaled <= step * power) ?? 10;
  return nice * power * base;
}

/** A bar of `columns` cells, in eighths. */
export function bar(share: number, columns: number, ascii: boolean): string {
  const filled = Math.max(0, Math.min(1, share)) * columns;
  const whole = Math.floor(filled);
  if (ascii) return '#'.repeat(Math.round(filled)).padEnd(columns, '.');
  const eighths = Math.floor((filled - whole) * 8);
  const part = eighths === 0 ? '' : String.fromCharCode(0x2590 - eighths);
  return ('█'.repeat(whole) + part).padEnd(columns, ' ').slice(0, columns);
}

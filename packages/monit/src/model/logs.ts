/** The lines of the selection, in a bounded buffer, and where in it one looks. */

import type { LogBuffer, LogLine, ScrollPosition } from './state';

/** Lines that are kept. */
const CAPACITY = 2_000;
/** Characters of a line that are kept: no screen shows more. */
const MAX_LINE = 2_000;

export function append({ lines, dropped }: LogBuffer, added: readonly LogLine[]): LogBuffer {
  const all = [...lines, ...added.map(shortened)];
  const excess = Math.max(0, all.length - CAPACITY);
  return { lines: excess === 0 ? all : all.slice(excess), dropped: dropped + excess };
}

const shortened = (line: LogLine): LogLine =>
  line.text.length <= MAX_LINE ? line : { ...line, text: line.text.slice(0, MAX_LINE) };

export interface Visible<T> {
  items: readonly T[];
  /** Items below the last one that shows. */
  below: number;
}

/** Those that show in `height` lines: the last ones, or where one has scrolled to. */
export function visibleOf<T>(
  items: readonly T[],
  dropped: number,
  position: ScrollPosition,
  height: number,
): Visible<T> {
  const end = position === null ? items.length : Math.max(Math.min(height, items.length), position - dropped);
  const last = Math.min(items.length, end);
  return { items: items.slice(Math.max(0, last - height), last), below: items.length - last };
}

/**
 * Where one stands after scrolling.
 * @param lines below 0: towards the past
 */
export function scrolled(
  length: number,
  dropped: number,
  position: ScrollPosition,
  lines: number,
  height: number,
): ScrollPosition {
  const end = position === null ? length : position - dropped;
  const next = Math.max(Math.min(height, length), end + lines);
  return next >= length ? null : next + dropped;
}

export function matching(lines: readonly LogLine[], filter: string): readonly LogLine[] {
  if (filter === '') return lines;
  const wanted = filter.toLowerCase();
  return lines.filter(({ text }) => text.toLowerCase().includes(wanted));
}

/** The lines of the selection, in a bounded buffer, and which part of a list one looks at. */

import type { LogBuffer, LogLine, ScrollPosition, SequencedLine, State } from './state';

/** Lines that are kept. */
const CAPACITY = 2_000;
/** Characters of a line that are kept: no screen shows more. */
const MAX_LINE = 2_000;

export function append({ lines, next }: LogBuffer, added: readonly LogLine[]): LogBuffer {
  const all = [...lines, ...added.map((line, index) => sequenced(line, next + index))];
  return { lines: all.slice(-CAPACITY), next: next + added.length };
}

const sequenced = (line: LogLine, seq: number): SequencedLine => ({
  ...line,
  text: line.text.length <= MAX_LINE ? line.text : beginningOf(line.text),
  seq,
});

/** A copy: a slice would keep all 200 KB of the line alive. */
const beginningOf = (text: string): string =>
  Buffer.from(text.slice(0, MAX_LINE), 'utf16le').toString('utf16le');

/** While paused: what there was when it was. */
export const shownLogs = ({ logs, paused }: Pick<State, 'logs' | 'paused'>): LogBuffer => paused ?? logs;

export function matching(lines: readonly SequencedLine[], filter: string): readonly SequencedLine[] {
  if (filter === '') return lines;
  const wanted = filter.toLowerCase();
  return lines.filter(({ text }) => text.toLowerCase().includes(wanted));
}

export interface Visible<T> {
  items: readonly T[];
  /** Items below the last one that shows. */
  below: number;
}

interface Sequenced {
  seq: number;
}

/** Those that show in `height` lines: the last ones, or where one has scrolled to. */
export function visibleOf<T extends Sequenced>(
  items: readonly T[],
  position: ScrollPosition,
  height: number,
): Visible<T> {
  const end = endOf(items, position, height);
  return { items: items.slice(Math.max(0, end - height), end), below: items.length - end };
}

/**
 * Where one stands after scrolling.
 * @param lines below 0: towards the past
 */
export function scrolled(
  items: readonly Sequenced[],
  position: ScrollPosition,
  lines: number,
  height: number,
): ScrollPosition {
  const end = Math.max(Math.min(height, items.length), endOf(items, position, height) + lines);
  return end >= items.length ? null : items[end - 1]!.seq;
}

/** By `seq`, not by index: items before it may have gone, or be left out by a filter. */
function endOf(items: readonly Sequenced[], position: ScrollPosition, height: number): number {
  if (position === null) return items.length;
  const end = items.findLastIndex(({ seq }) => seq <= position) + 1;
  return Math.max(Math.min(height, items.length), end);
}

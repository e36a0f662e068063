/** Entries of the journal as lines of text. */

import type { JournalEntry } from '@pmx/protocol';
import { shown } from '../list/columns';
import { type Colors, makeColors } from '../output/colors';
import { type Column, layOut, renderTable } from '../output/table';
import { formatDuration } from '../output/units';
import { measureFor } from '../output/width';

const PAINT: Partial<Record<JournalEntry['kind'], keyof Colors>> = {
  online: 'green',
  exit: 'yellow',
  'give-up': 'red',
  'reload-failed': 'red',
  'dropped-output': 'red',
  pmx: 'dim',
};

function columnsOf(now: number, colors: Colors): Column<JournalEntry>[] {
  return [
    { title: 'time', text: ({ at }) => localTime(at) },
    { title: 'ago', text: ({ at }) => formatDuration(now - at), align: 'right', drop: 1 },
    { title: 'app', text: nameOf, paint: (text) => colors.bold(text) },
    {
      title: 'what',
      text: ({ message }) => shown(message),
      minWidth: 20,
      paint: (text, { kind }) => colors[PAINT[kind] ?? 'cyan'](text),
    },
  ];
}

/**
 * Oldest first. What does not fit is cut; it is whole without a terminal.
 * @param columns of the terminal, or Infinity
 * @param now epoch milliseconds
 */
export async function renderEntries(
  entries: readonly JournalEntry[],
  columns: number,
  withColors: boolean,
  now: number,
): Promise<string> {
  if (entries.length === 0) return 'Nothing has happened.\n';
  const colors = makeColors(withColors);
  const measure = await measureFor(entries.flatMap((entry) => [nameOf(entry), entry.message]));
  const layout = layOut(columnsOf(now, colors), entries, columns, measure);
  const lines = renderTable(layout, entries, measure, (text) => colors.bold(colors.cyan(text)));
  return `${lines.join('\n')}\n`;
}

/** One that has just come, in columns of their own. */
export function renderEntry(entry: JournalEntry, withColors: boolean): string {
  const colors = makeColors(withColors);
  const what = colors[PAINT[entry.kind] ?? 'cyan'](shown(entry.message));
  return `${localTime(entry.at)}  ${colors.bold(nameOf(entry))}  ${what}\n`;
}

const nameOf = ({ app, id }: JournalEntry): string =>
  app === null ? 'pmx' : `${shown(app)}${id === null ? '' : ` (${id})`}`;

/** `2026-03-01 14:05:09`, in the time zone of whoever looks. */
function localTime(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

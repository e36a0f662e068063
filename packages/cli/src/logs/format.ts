/** From lines of a log to what is shown. */

import { escapeUntrusted } from './escape';
import type { Highlighter } from './highlight';
import type { Line } from './lines';
import { type LogSource, labelOf } from './sources';
import { parseStructured } from './structured';

/**
 * - `text`: `0|api | line`
 * - `raw`: the bytes as they are
 * - `json`: one JSON object a line
 * - `keys`: `timestamp=… app=… id=… type=… message=…`
 */
export type LogStyle = 'text' | 'raw' | 'json' | 'keys';

export interface FormatOptions {
  style: LogStyle;
  colors: boolean;
  /** Writes the time at which a line was read; null: no time (in `json` and `keys`: ISO 8601). */
  timestamp: ((at: Date) => string) | null;
  highlight: Highlighter | null;
}

export interface Batch {
  source: LogSource;
  lines: Line[];
  /** When they were read; null: they were there before, and nobody knows their time. */
  at: Date | null;
  /** Characters that labels are filled up to. */
  labelWidth: number;
}

export type Formatter = (batch: Batch) => string | Buffer;

export function makeFormatter(options: FormatOptions): Formatter {
  switch (options.style) {
    case 'raw':
      return ({ lines }) =>
        Buffer.concat(lines.flatMap(({ bytes, ended }) => (ended ? [bytes, NEWLINE] : [bytes])));
    case 'json':
      return (batch) => shown(batch, (line) => jsonLine(line, batch, options));
    case 'keys':
      return (batch) => shown(batch, (line) => keysLine(line, batch, options));
    case 'text':
      return (batch) => textLines(batch, options);
  }
}

const NEWLINE = Buffer.from('\n');

/** The end of a line whose text was shown before is no line. */
const shown = ({ lines }: Batch, format: (line: Line) => string): string =>
  lines.map((line) => (line.continues && line.bytes.length === 0 ? '' : `${format(line)}\n`)).join('');

const textOf = ({ bytes, ended }: Line): string => {
  const text = bytes.toString('utf8');
  return ended && text.endsWith('\r') ? text.slice(0, -1) : text;
};

function textLines(batch: Batch, { colors, timestamp, highlight }: FormatOptions): string {
  const { at, source, labelWidth } = batch;
  const label = `${escapeUntrusted(labelOf(source), { colors: false }).padEnd(labelWidth)} | `;
  const time = timestamp === null ? '' : timeColumn(timestamp, at);
  const prefix = time + (colors ? painted(label, source) : label);
  return shown(batch, (line) => {
    const text = escapeUntrusted(textOf(line), { colors });
    return prefix + (highlight && colors ? highlight(text) : text);
  });
}

/** Lines from before have no time; a blank of the same width keeps the columns. */
const timeColumn = (timestamp: (at: Date) => string, at: Date | null): string =>
  `${at === null ? ' '.repeat(timestamp(new Date(0)).length) : timestamp(at)} `;

const RED = 31;
/** Cyan, green, yellow, blue, magenta, and their bright kin. */
const APP_COLORS = [36, 32, 33, 34, 35, 96, 92, 93, 94, 95];

function painted(label: string, { type, app }: LogSource): string {
  const sum = [...app].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  const color = type === 'err' ? RED : APP_COLORS[sum % APP_COLORS.length];
  return `\x1b[${color}m${label}\x1b[39m`;
}

interface Entry {
  timestamp?: string;
  app: string;
  id: number | null;
  type: string;
  message: string;
}

function entryOf(line: Line, { source, at }: Batch, timestamp: FormatOptions['timestamp']): Entry {
  const { app, id, type } = source;
  const message = textOf(line);
  const time = at === null ? {} : { timestamp: timestamp === null ? at.toISOString() : timestamp(at) };
  return { ...time, app, id, type, message, ...parseStructured(message) };
}

/** JSON leaves DEL and C1 as they are, and a terminal may obey them. */
const jsonLine = (line: Line, batch: Batch, { timestamp }: FormatOptions): string =>
  JSON.stringify(entryOf(line, batch, timestamp)).replace(
    /[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function keysLine(line: Line, batch: Batch, { timestamp }: FormatOptions): string {
  const fields = Object.entries(entryOf(line, batch, timestamp)).filter(([, value]) => value !== null);
  const text = fields.map(([key, value]) => `${key}=${quoted(String(value))}`).join(' ');
  return escapeUntrusted(text, { colors: false });
}

const quoted = (value: string): string =>
  /^[^\s"=\\\x00-\x1f\x7f]+$/.test(value) ? value : JSON.stringify(value);

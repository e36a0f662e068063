/** The whole screen as rows of cells: a function of the state. */

import { type Box, LEAST, layoutOf } from '../model/layout';
import { matching, shownLogs, visibleOf } from '../model/logs';
import type { State } from '../model/state';
import { inAscii } from './ascii';
import { chartLines, chartTitle } from './charts';
import { listLines } from './list';
import { eventLines, helpLines, hostLine, logLines } from './panes';
import { ACCENT, BAD, FAINT, GOOD, TITLE, WARN } from './styles';
import { type Cell, fit, type Span, type Style, toCells, visible, widthOf } from './text';

export interface RenderOptions {
  /** No character beyond ASCII. */
  ascii: boolean;
}

export type Frame = Cell[][];

export function render(state: State, { ascii }: RenderOptions): Frame {
  const { width, height } = state.size;
  const isTooSmall = width < LEAST.width || height < LEAST.height;
  const frame = isTooSmall ? tooSmall(width, height) : drawn(state, ascii);
  return ascii ? frame.map((cells) => cells.map(inAscii)) : frame;
}

function drawn(state: State, ascii: boolean): Frame {
  const { width, height } = state.size;
  const frame: Frame = Array.from({ length: height }, () => toCells([], width));
  frame[0] = hostLine(state, width, ascii);
  frame[height - 1] = footer(state, width);
  if (state.help) {
    put(frame, { pane: 'list', top: 1, left: 0, width, height: height - 2 }, [
      titleCells('help', '', width, true, ascii),
      ...helpLines(width, height - 3),
    ]);
    return frame;
  }
  for (const box of layoutOf(state)) put(frame, box, paneCells(state, box, ascii));
  return frame;
}

function put(frame: Frame, box: Box, lines: Cell[][]): void {
  for (const [index, cells] of lines.slice(0, box.height).entries()) {
    const row = frame[box.top + index];
    row?.splice(box.left, box.width, ...cells.slice(0, box.width));
  }
}

function paneCells(state: State, box: Box, ascii: boolean): Cell[][] {
  const { width } = box;
  const height = box.height - 1;
  const title = titleCells(box.pane, subtitle(state, box, height), width, state.pane === box.pane, ascii);
  switch (box.pane) {
    case 'list':
      return [title, ...listLines(state, width, { now: state.at, ascii })];
    case 'charts':
      return [title, ...chartLines(state, width, height, ascii)];
    case 'logs':
      return [title, ...logLines(state, width, height)];
    case 'events':
      return [title, ...eventLines(state, width, height)];
  }
}

function subtitle(state: State, { pane }: Box, height: number): string {
  switch (pane) {
    case 'list': {
      const shown = state.rows.length;
      const filter = state.filter === '' ? '' : `  /${visible(state.filter)}`;
      const place =
        shown > height - 1 ? `  ${state.top + 1}-${Math.min(shown, state.top + height - 1)} of ${shown}` : '';
      return `${state.apps.size} instances  by ${state.sort}${filter}${place}`;
    }
    case 'charts':
      return chartTitle(state);
    case 'logs': {
      const lines = matching(shownLogs(state).lines, state.logFilter);
      const { below } = visibleOf(lines, state.logPosition, height);
      const held = state.paused ? `  paused, ${state.logs.next - state.paused.next} new` : '';
      const filter = state.logFilter === '' ? '' : `  /${visible(state.logFilter)}`;
      return `${logOwner(state)}${filter}${below > 0 ? `  ${below} below` : ''}${held}`;
    }
    case 'events':
      return state.eventPosition === null ? '' : 'scrolled';
  }
}

function logOwner(state: State): string {
  const row = state.rows.find(({ key }) => key === state.selected);
  if (!row) return '';
  return row.kind === 'group' ? visible(row.name) : `${visible(row.view.name)} (${row.view.id})`;
}

function titleCells(name: string, more: string, width: number, focused: boolean, ascii: boolean): Cell[] {
  const line = ascii ? '-' : '─';
  const style: Style = focused ? ACCENT : FAINT;
  const label = fit(more, Math.max(0, width - name.length - 8));
  const spans: Span[] = [
    { text: `${line}${line} `, style },
    { text: name, style: focused ? { ...TITLE, ...ACCENT } : TITLE },
    { text: label === '' ? ' ' : `  ${label} `, style: FAINT },
  ];
  const used = spans.reduce((sum, { text }) => sum + widthOf(text), 0);
  return toCells([...spans, { text: line.repeat(Math.max(0, width - used)), style }], width);
}

function footer(state: State, width: number): Cell[] {
  const { prompt, notice } = state;
  if (prompt?.kind === 'confirm')
    return toCells([{ text: ` ${visible(prompt.question)}`, style: WARN }], width);
  if (prompt)
    return toCells(
      [
        { text: ` /${visible(prompt.text)}`, style: ACCENT },
        { text: ' ', style: { inverse: true } },
      ],
      width,
    );
  if (notice) {
    const style = { progress: ACCENT, done: GOOD, failed: BAD }[notice.kind];
    return toCells([{ text: ` ${fit(visible(notice.text), width - 2)}`, style }], width);
  }
  return toCells(keyHints(width), width);
}

/** The most wanted first: there may be no room for the last ones. */
const HINTS = [
  '? help',
  'q quit',
  'tab pane',
  '/ filter',
  'l logs',
  'r restart',
  'R reload',
  's stop',
  'S start',
  'd delete',
  '+ - scale',
  'o order',
  'p profile',
];

function keyHints(width: number): Span[] {
  const spans: Span[] = [];
  let used = 1;
  for (const hint of HINTS) {
    used += hint.length + 2;
    if (used > width) break;
    const [key, ...words] = hint.split(' ');
    const meaning = words.at(-1)!;
    const keys = [key, ...words.slice(0, -1)].join(' ');
    spans.push({ text: ` ${keys}`, style: ACCENT }, { text: ` ${meaning}`, style: FAINT });
  }
  return spans;
}

function tooSmall(width: number, height: number): Frame {
  const text = `pmx monit needs ${LEAST.width}×${LEAST.height}; this is ${width}×${height}.`;
  return Array.from({ length: height }, (_, row) =>
    toCells(row === 0 ? [{ text: fit(text, width) }] : [], width),
  );
}

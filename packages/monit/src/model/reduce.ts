/** What a message makes of the state. Pure. */

import type { InstanceMetrics, MetricHistory, MonitorSnapshot, MonitorTick } from '@pmx/protocol';
import { onKey } from './keys';
import { layoutOf, listHeight } from './layout';
import { append } from './logs';
import type { Row } from './row';
import { rowsOf } from './rows';
import { scroll } from './scroll';
import { EMPTY_LOGS, type Message, type Reduced, type State } from './state';

/** Samples of the focus that are kept: more than a screen is wide. */
const FINE_SAMPLES = 900;
const JOURNAL_ENTRIES = 200;
/** What the rows are made from. */
const LISTED = ['apps', 'metrics', 'filter', 'sort', 'collapsed'] as const;

export function reduce(state: State, message: Message): Reduced {
  if (message.type === 'key') {
    const { state: after, commands } = onKey(state, message.key);
    return { state: settled(listed(after, state), state), commands };
  }
  return { state: settled(listed(next(state, message), state), state), commands: [] };
}

function next(state: State, message: Exclude<Message, { type: 'key' }>): State {
  switch (message.type) {
    case 'snapshot':
      return withSnapshot(state, message.snapshot);
    case 'tick':
      return withTick(state, message.tick);
    case 'lost':
      return { ...state, connection: 'lost' };
    case 'resize':
      return { ...state, size: { width: message.width, height: message.height } };
    case 'click':
      return clicked(state, message);
    case 'wheel':
      return wheeled(state, message);
    case 'logs':
      return { ...state, logs: append(state.logs, message.lines) };
    case 'clear-logs':
      return { ...state, logs: EMPTY_LOGS, paused: null, logPosition: null };
    case 'notice':
      return { ...state, notice: message.notice };
  }
}

function withSnapshot(state: State, snapshot: MonitorSnapshot): State {
  return {
    ...state,
    connection: 'online',
    at: snapshot.at,
    apps: new Map(snapshot.apps.map((view) => [view.id, view])),
    metrics: new Map(snapshot.metrics.map((metrics) => [metrics.id, metrics])),
    host: snapshot.host,
    history: snapshot.history,
    journal: snapshot.journal,
  };
}

function withTick(state: State, tick: MonitorTick): State {
  const apps = new Map(state.apps);
  const metrics = new Map(state.metrics);
  for (const view of tick.apps) apps.set(view.id, view);
  for (const each of tick.metrics) metrics.set(each.id, each);
  for (const id of tick.removed) {
    apps.delete(id);
    metrics.delete(id);
  }
  const focus = tick.metrics.find(({ id }) => id === state.history?.id);
  return {
    ...state,
    at: tick.at,
    apps,
    metrics,
    host: tick.host,
    history: state.history && focus ? extended(state.history, focus) : state.history,
    journal: [...state.journal, ...tick.journal].slice(-JOURNAL_ENTRIES),
  };
}

/** One sample more; the charts of a process that has none get a gap. */
function extended(history: MetricHistory, { at, values }: InstanceMetrics): MetricHistory {
  const time = at ?? (history.fine.times.at(-1) ?? 0) + 1;
  const names = new Set([...Object.keys(history.fine.values), ...Object.keys(values)]) as Set<
    keyof typeof values
  >;
  const times = [...history.fine.times, time].slice(-FINE_SAMPLES);
  const series: MetricHistory['fine']['values'] = {};
  for (const name of names) {
    const before = history.fine.values[name] ?? history.fine.times.map(() => null);
    series[name] = [...before, values[name] ?? null].slice(-FINE_SAMPLES);
  }
  return { ...history, fine: { times, values: series } };
}

/** The rows again, where what they are made from is not what it was. */
function listed(state: State, before: State): State {
  const isSame = LISTED.every((field) => state[field] === before[field]);
  return isSame ? state : { ...state, rows: rowsOf(state) };
}

/** Selection and scrolling stay where they were, on what is there now. */
function settled(state: State, before: State): State {
  const selected = selectionOf(state, before);
  const at = Math.max(0, indexOf(state.rows, selected));
  const height = listHeight(state);
  const lowest = Math.max(0, state.rows.length - height);
  const top = Math.min(lowest, Math.max(at - height + 1, Math.min(state.top, at)));
  if (selected === state.selected && top === state.top) return state;
  return { ...state, selected, top };
}

/** What was selected; where it has gone, what has come to its place. */
function selectionOf({ rows, selected }: State, before: State): string | null {
  if (indexOf(rows, selected) !== -1) return selected;
  const place = Math.max(0, indexOf(before.rows, selected));
  return rows[Math.min(place, rows.length - 1)]?.key ?? null;
}

const indexOf = (rows: readonly Row[], key: string | null): number =>
  rows.findIndex((row) => row.key === key);

function clicked(state: State, { row, column }: { row: number; column: number }): State {
  const box = paneAt(state, row, column);
  if (!box) return state;
  const pane = box.pane;
  const focused: State = { ...state, pane, tab: pane === 'list' ? state.tab : pane };
  if (pane !== 'list') return focused;
  const clickedRow = state.rows[state.top + row - box.top - 2];
  return clickedRow && row - box.top >= 2 ? { ...focused, selected: clickedRow.key } : focused;
}

function wheeled(
  state: State,
  { row, column, lines }: { row: number; column: number; lines: number },
): State {
  const box = paneAt(state, row, column);
  return box ? scroll(state, box.pane, lines) : state;
}

const paneAt = (state: State, row: number, column: number) =>
  layoutOf(state).find(
    ({ top, left, width, height }) =>
      row >= top && row < top + height && column >= left && column < left + width,
  );

/** The list of apps and instances. */

import type { Status } from '@pmx/protocol';
import { listHeight } from '../model/layout';
import type { GroupRow, InstanceRow, Row } from '../model/row';
import type { State } from '../model/state';
import { bar } from './chart';
import { ACCENT, BAD, FAINT, heat, statusStyle, TITLE, WARN } from './styles';
import { type Cell, fit, padEnd, padStart, type Span, toCells, visible, widthOf } from './text';
import { bytes, count, duration, milliseconds, percent } from './units';

interface Column {
  title: string;
  width: number;
  /** Columns are left out from the highest on where there is no room. */
  rank: number;
  /** Shown of what does not run, too. */
  identifies?: boolean;
  instance(row: InstanceRow, context: Context): Span[];
  group(row: GroupRow, context: Context): Span[];
}

interface Context {
  now: number;
  ascii: boolean;
}

const GAP = 1;
const LEAST_NAME = 14;
const MOST_NAME = 40;
/** Columns of a heap's bar. */
const BAR = 6;

const right = (text: string, width: number, style: Span['style'] = {}): Span[] => [
  { text: padStart(text, width), style },
];
const nothing = (width: number) => (): Span[] => [{ text: ' '.repeat(width) }];
/** Four columns for any number. */
const times = (value: number): string => (value < 10_000 ? String(value) : `${Math.floor(value / 1_000)}k`);
const running = ({ view }: InstanceRow): boolean => view.pid !== null;

const COLUMNS: Column[] = [
  {
    title: 'id',
    width: 4,
    identifies: true,
    rank: 0,
    instance: ({ view }) => right(String(view.id), 4, FAINT),
    group: nothing(4),
  },
  {
    title: 'status',
    width: 9,
    identifies: true,
    rank: 0,
    instance: ({ view }) => [{ text: padEnd(short(view.status), 9), style: statusStyle(view.status) }],
    group: ({ views }) => groupStatus(views),
  },
  {
    title: '↺',
    width: 4,
    identifies: true,
    rank: 3,
    instance: ({ view }) => right(times(view.restarts), 4, view.unstableRestarts > 0 ? WARN : {}),
    group: ({ restarts }) => right(times(restarts), 4, FAINT),
  },
  {
    title: 'up',
    width: 4,
    rank: 4,
    instance: (row, { now }) =>
      right(running(row) && row.view.startedAt !== null ? duration(now - row.view.startedAt) : '-', 4, FAINT),
    group: nothing(4),
  },
  {
    title: 'cpu',
    width: 5,
    rank: 0,
    instance: (row) => right(running(row) ? percent(row.view.cpu) : '-', 5, heat(row.view.cpu / 100)),
    group: ({ cpu }) => right(percent(cpu), 5, FAINT),
  },
  {
    title: 'memory',
    width: 6,
    rank: 0,
    instance: (row) => right(running(row) ? bytes(row.view.memory) : '-', 6),
    group: ({ memory }) => right(bytes(memory), 6, FAINT),
  },
  {
    title: 'heap of max',
    width: 11,
    rank: 1,
    instance: ({ metrics }) => heapOf(metrics?.values ?? {}),
    group: nothing(11),
  },
  {
    title: '',
    width: BAR,
    rank: 5,
    instance: ({ metrics }, { ascii }) => heapBar(metrics?.values ?? {}, ascii),
    group: nothing(BAR),
  },
  {
    title: 'loop',
    width: 6,
    rank: 2,
    instance: ({ metrics }) => {
      const delay = metrics?.values['loop.delay.p99'];
      return right(milliseconds(delay), 6, heat(delay === undefined ? null : delay / 200));
    },
    group: nothing(6),
  },
  {
    title: 'req/s',
    width: 5,
    rank: 2,
    instance: ({ metrics }) => right(count(metrics?.values['http.server.rate']), 5),
    group: ({ rate }) => right(count(rate), 5, FAINT),
  },
];

/** Its title is drawn by the frame; headings first, then as many rows as there is room for. */
export function listLines(state: State, width: number, context: Context): Cell[][] {
  const { rows } = state;
  const columns = columnsFor(width);
  const name = nameWidth(rows, width, columns);
  const headings = toCells(headingSpans(columns, name), width, FAINT);
  const shown = rows.slice(state.top, state.top + listHeight(state));
  if (shown.length === 0) return [headings, toCells([{ text: emptyText(state) }], width, FAINT)];
  return [headings, ...shown.map((row) => rowCells(row, state, { columns, name, width, context }))];
}

const emptyText = ({ apps, filter }: State): string =>
  apps.size === 0
    ? ' No apps yet. Start one with: pmx start app.js'
    : ` Nothing matches "${visible(filter)}".`;

function columnsFor(width: number): Column[] {
  let columns = COLUMNS;
  for (let rank = 5; rank > 0 && needed(columns) > width; rank -= 1) {
    columns = columns.filter((column) => column.rank !== rank);
  }
  return columns;
}

const needed = (columns: Column[]): number =>
  LEAST_NAME + columns.reduce((sum, { width }) => sum + width + GAP, 0) + 2;

function nameWidth(rows: readonly Row[], width: number, columns: Column[]): number {
  const room = width - needed(columns) + LEAST_NAME;
  const longest = Math.max(LEAST_NAME, ...rows.map((row) => widthOf(visible(nameOf(row))) + 4));
  return Math.max(LEAST_NAME, Math.min(room, longest, MOST_NAME));
}

/** Why it does not run: it takes the place of figures that there are none of. */
const reasonOf = (row: InstanceRow): string => (running(row) ? '' : visible(row.view.cause ?? ''));

const nameOf = (row: Row): string => (row.kind === 'group' ? row.name : row.view.name);

function headingSpans(columns: Column[], name: number): Span[] {
  const titles = columns.map(({ title, width }) =>
    title === 'status' ? padEnd(title, width) : padStart(title, width),
  );
  return [{ text: ` ${padEnd('name', name)} ${titles.join(' ')}` }];
}

interface Room {
  columns: Column[];
  name: number;
  width: number;
  context: Context;
}

function rowCells(row: Row, state: State, { columns, name, width, context }: Room): Cell[] {
  const isSelected = row.key === state.selected;
  const spans: Span[] = [
    { text: isSelected ? '▌' : ' ', style: ACCENT },
    ...nameSpans(row, name, context.ascii),
  ];
  const reason = row.kind === 'instance' ? reasonOf(row) : '';
  for (const column of reason === '' ? columns : columns.filter(({ identifies }) => identifies)) {
    spans.push({ text: ' ' });
    spans.push(...(row.kind === 'group' ? column.group(row, context) : column.instance(row, context)));
  }
  const used = spans.reduce((sum, { text }) => sum + widthOf(text), 0);
  spans.push({ text: `  ${fit(reason, width - used - 2)}`, style: WARN });
  return toCells(spans, width, isSelected ? { inverse: state.pane === 'list', bold: true } : {});
}

function nameSpans(row: Row, width: number, ascii: boolean): Span[] {
  if (row.kind === 'group') {
    const mark = row.collapsed ? (ascii ? '+ ' : '▸ ') : ascii ? '- ' : '▾ ';
    const text = `${mark}${visible(row.name)} ×${row.views.length}`;
    return [{ text: padEnd(text, width), style: TITLE }];
  }
  const { view, branch, metrics } = row;
  const leak = metrics?.leak ? (ascii ? ' !leak' : ' ⚠leak') : '';
  const tree = { none: '', middle: ascii ? '  |- ' : '  ├ ', last: ascii ? '  `- ' : '  └ ' }[branch];
  const label = branch === 'none' ? visible(view.name) : String(view.index);
  const nameStyle = branch === 'none' ? TITLE : {};
  const room = width - leak.length;
  return [
    { text: tree, style: FAINT },
    { text: padEnd(label, room - tree.length), style: nameStyle },
    { text: leak, style: BAD },
  ];
}

/** Nine columns for words of up to fifteen. */
const short = (status: string): string => (status === 'waiting restart' ? 'waiting' : status);

/** How many serve; in the colour of the worst of them. */
function groupStatus(views: InstanceRow['view'][]): Span[] {
  const statuses = views.map(({ status }) => status);
  const online = statuses.filter((status) => status === 'online').length;
  const worst = WORST_FIRST.find((status) => statuses.includes(status)) ?? 'online';
  return [{ text: padEnd(`${online}/${views.length}`, 9), style: statusStyle(worst) }];
}

const WORST_FIRST: Status[] = ['errored', 'waiting restart', 'stopping', 'launching', 'stopped'];

interface Heap {
  'heap.used'?: number;
  'heap.limit'?: number;
}

const shareOf = ({ 'heap.used': used, 'heap.limit': limit }: Heap): number | null =>
  used === undefined || !limit ? null : used / limit;

function heapOf(values: Heap): Span[] {
  const used = values['heap.used'];
  const share = shareOf(values);
  if (used === undefined) return right('-', 11, FAINT);
  const part = share === null ? '' : `${Math.round(share * 100)}%`;
  return [
    { text: padStart(bytes(used), 6) },
    { text: padStart(part, 5), style: { ...FAINT, ...heat(share) } },
  ];
}

const heapBar = (values: Heap, ascii: boolean): Span[] => {
  const share = shareOf(values);
  if (share === null) return nothing(BAR)();
  const filled = bar(share, BAR, ascii).trimEnd();
  return [
    { text: filled, style: { ...ACCENT, ...heat(share) } },
    { text: '·'.repeat(BAR - filled.length), style: FAINT },
  ];
};

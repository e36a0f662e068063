/** The past of the selected instance, as charts. */

import type { InstanceMetrics, MetricHistory, MetricName, Sample } from '@pmx/protocol';
import { SPANS, type State } from '../model/state';
import { area, columnsOf, joined, niceMax } from './chart';
import { BAD, FAINT, TITLE } from './styles';
import { type Cell, type Color, padEnd, type Span, toCells, visible, widthOf } from './text';
import { bytes, count, duration, milliseconds, percent } from './units';

interface Chart {
  title: string;
  metric: MetricName;
  color: Color;
  format(value: number): string;
  binary?: boolean;
  /** The scale never ends below it. */
  least?: number;
  /** What else is worth a word, of the latest sample. */
  more?(values: Sample): string[];
}

const perSecond = (value: number): string => `${count(value)}/s`;

const CHARTS: Chart[] = [
  { title: 'CPU', metric: 'cpu', color: 'green', format: percent, least: 10 },
  { title: 'Memory', metric: 'memory', color: 'blue', format: bytes, binary: true, more: memoryWords },
  { title: 'Heap', metric: 'heap.used', color: 'cyan', format: bytes, binary: true, more: heapWords },
  {
    title: 'Loop delay p99',
    metric: 'loop.delay.p99',
    color: 'yellow',
    format: milliseconds,
    least: 10,
    more: loopWords,
  },
  {
    title: 'HTTP requests',
    metric: 'http.server.rate',
    color: 'magenta',
    format: perSecond,
    least: 10,
    more: httpWords,
  },
  { title: 'HTTP p99', metric: 'http.server.p99', color: 'magenta', format: milliseconds, least: 10 },
  { title: 'GC major', metric: 'gc.major.time', color: 'red', format: msPerSecond, least: 10, more: gcWords },
  { title: 'GC scavenge', metric: 'gc.scavenge.time', color: 'red', format: msPerSecond, least: 10 },
  { title: 'Old space', metric: 'heap.space.old', color: 'cyan', format: bytes, binary: true },
  { title: 'New space', metric: 'heap.space.new', color: 'cyan', format: bytes, binary: true },
  { title: 'Large objects', metric: 'heap.space.large', color: 'cyan', format: bytes, binary: true },
];

/** Columns and lines that a chart wants at least. */
const LEAST_WIDTH = 34;
const LEAST_HEIGHT = 4;

export function chartLines(state: State, width: number, height: number, ascii: boolean): Cell[][] {
  const { history } = state;
  const metrics = history ? state.metrics.get(history.id) : undefined;
  const lines: Cell[][] = [];
  if (metrics?.leak) lines.push(leakLine(metrics.leak, width));
  if (!history || !metrics) {
    return [toCells([{ text: state.selected ? ' No figures yet.' : ' Nothing is selected.' }], width, FAINT)];
  }
  if (Object.keys(metrics.custom).length > 0) lines.push(customLine(metrics.custom, width));
  const charts = CHARTS.filter(({ metric }) => isKnown(history, metric));
  if (charts.length === 0) return [...lines, toCells([{ text: ' No figures yet.' }], width, FAINT)];
  return [
    ...lines,
    ...grid(charts, { state, history, values: metrics.values, width, height: height - lines.length, ascii }),
  ];
}

const isKnown = ({ fine, coarse }: MetricHistory, metric: MetricName): boolean =>
  fine.values[metric] !== undefined || coarse.values[metric] !== undefined;

interface Room {
  state: State;
  history: MetricHistory;
  values: Sample;
  width: number;
  height: number;
  ascii: boolean;
}

function grid(charts: Chart[], room: Room): Cell[][] {
  const across = Math.max(1, Math.min(3, Math.floor(room.width / LEAST_WIDTH)));
  const down = Math.max(
    1,
    Math.min(Math.ceil(charts.length / across), Math.floor(room.height / LEAST_HEIGHT)),
  );
  const shown = charts.slice(0, across * down);
  const lines: Cell[][] = [];
  for (let row = 0; row < down; row += 1) {
    const height = sizeOf(room.height, down, row);
    const blocks = shown
      .slice(row * across, (row + 1) * across)
      .map((chart, column) => block(chart, sizeOf(room.width, across, column), height, room));
    for (let line = 0; line < height; line += 1) {
      lines.push(
        toWidth(
          blocks.flatMap((cells) => cells[line] ?? []),
          room.width,
        ),
      );
    }
  }
  return lines;
}

/** What is left over goes to the first ones. */
const sizeOf = (whole: number, parts: number, index: number): number =>
  Math.floor(whole / parts) + (index < whole % parts ? 1 : 0);

const toWidth = (cells: Cell[], width: number): Cell[] => [
  ...cells,
  ...toCells([], Math.max(0, width - cells.length)),
];

function block(
  chart: Chart,
  width: number,
  height: number,
  { state, history, values, ascii }: Room,
): Cell[][] {
  const plotWidth = width - 2;
  const { step } = SPANS[state.span]!;
  const plot = joined(history.coarse, history.fine, chart.metric);
  const columns = columnsOf(plot.times, plot.values, plotWidth * 2, { end: state.at, step });
  const known = columns.filter((value): value is number => value !== null);
  const max = niceMax(Math.max(chart.least ?? 0, ...known), chart.binary ?? false);
  const drawn = area(columns, height - 1, max, ascii);
  return [
    titleLine(chart, values, max, width),
    ...drawn.map((line) => toCells([{ text: ` ${line}`, style: { color: chart.color } }], width)),
  ];
}

function titleLine(chart: Chart, values: Sample, max: number, width: number): Cell[] {
  const now = values[chart.metric];
  const left: Span[] = [
    { text: ` ${chart.title} `, style: TITLE },
    { text: now === undefined ? '-' : chart.format(now), style: { color: chart.color, bold: true } },
  ];
  const scale = `${chart.format(max)}┐ `;
  const used = left.reduce((sum, { text }) => sum + widthOf(text), 0);
  const room = width - used - widthOf(scale);
  const words = fitting(chart.more?.(values) ?? [], room - 3);
  return toCells(
    [...left, { text: padEnd(`  ${words}`, Math.max(0, room)), style: FAINT }, { text: scale, style: FAINT }],
    width,
  );
}

/** As many of them as there is room for, the first ones first. */
function fitting(words: string[], room: number): string {
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line}, ${word}`;
    if (word !== '' && widthOf(longer) <= room) line = longer;
  }
  return line;
}

function leakLine(
  { rate, limitIn }: NonNullable<ReturnType<State['metrics']['get']>>['leak'] & object,
  width: number,
): Cell[] {
  const limit = limitIn === null ? '' : `, its limit in about ${duration(limitIn)}`;
  return toCells(
    [{ text: ` The heap is leaking about ${bytes(rate)} a minute${limit}.`, style: BAD }],
    width,
  );
}

/** What the app's author measures, in the author's words: as many as there is room for. */
function customLine(custom: InstanceMetrics['custom'], width: number): Cell[] {
  const spans = Object.entries(custom).flatMap(([name, { kind, value, unit }]): Span[] => {
    const what = kind === 'histogram' ? `${name} p95` : name;
    const per = kind === 'meter' ? '/s' : '';
    return [
      { text: ` ${visible(what)} `, style: FAINT },
      { text: `${count(value)}${unit === '' ? '' : ` ${visible(unit)}`}${per} ` },
    ];
  });
  return toCells(spans, width);
}

function msPerSecond(value: number): string {
  return `${milliseconds(value)}/s`;
}

function memoryWords(values: Sample): string[] {
  const files = values['files.open'];
  const io = (values['io.read'] ?? 0) + (values['io.write'] ?? 0);
  return [
    values.processes !== undefined && values.processes > 1 ? `${values.processes} processes` : '',
    files === undefined ? '' : `${files} files`,
    io > 0 ? `${bytes(io)}/s disk` : '',
  ];
}

function heapWords(values: Sample): string[] {
  const sized = (name: string, size: number | undefined): string => (size ? `${name} ${bytes(size)}` : '');
  return [
    sized('of', values['heap.limit']),
    sized('live', values['heap.live']),
    sized('old', values['heap.space.old']),
    sized('new', values['heap.space.new']),
    sized('large', values['heap.space.large']),
    sized('code', values['heap.space.code']),
  ];
}

function loopWords(values: Sample): string[] {
  const utilization = values['loop.utilization'];
  const max = values['loop.delay.max'];
  return [
    max === undefined ? '' : `max ${milliseconds(max)}`,
    utilization === undefined ? '' : `busy ${percent(utilization * 100)}`,
  ];
}

function httpWords(values: Sample): string[] {
  const failing = values['http.server.5xx'] ?? 0;
  return [
    `p50 ${milliseconds(values['http.server.p50'])}`,
    failing > 0 ? `5xx ${perSecond(failing)}` : '',
    `${count(values['http.server.inflight'])} open`,
  ];
}

function gcWords(values: Sample): string[] {
  const longest = values['gc.longest'];
  return [longest === undefined || longest === 0 ? '' : `longest ${milliseconds(longest)}`];
}

/** What the charts are of. */
export function chartTitle(state: State): string {
  const view = state.history ? state.apps.get(state.history.id) : undefined;
  return view ? `${visible(view.name)} (${view.id})  ${SPANS[state.span]!.label}` : '';
}

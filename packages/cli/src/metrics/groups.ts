/** Figures of one instance, in groups, for people. */

import { type InstanceMetrics, METRICS, type MetricName, type Unit } from '@pmx/protocol';
import { shown } from '../list/columns';
import { formatBytes, formatDuration } from '../output/units';

export interface FigureGroup {
  title: string;
  lines: [name: string, value: string][];
}

/** Titles by the beginning of a metric's name; the first that fits. */
const TITLES: readonly (readonly [prefix: string, title: string])[] = [
  ['heap.', 'Heap'],
  ['gc.', 'Garbage collection'],
  ['loop.', 'Event loop'],
  ['handles.', 'Event loop'],
  ['requests.', 'Event loop'],
  ['http.server.', 'Requests answered'],
  ['http.client.', 'Requests made'],
  ['dns.', 'Look-ups'],
  ['', 'Process'],
];

/** Left out where nothing has happened. */
const QUIET = new Set(['Requests answered', 'Requests made', 'Look-ups']);

export function groupsOf({ values, custom, leak }: InstanceMetrics): FigureGroup[] {
  const groups = new Map<string, FigureGroup & { isQuiet: boolean }>();
  for (const name of Object.keys(METRICS) as MetricName[]) {
    const value = values[name];
    if (value === undefined) continue;
    const title = TITLES.find(([prefix]) => name.startsWith(prefix))![1];
    const group = groups.get(title) ?? { title, lines: [], isQuiet: true };
    group.lines.push([name, formatFigure(value, METRICS[name].unit)]);
    group.isQuiet &&= value === 0;
    groups.set(title, group);
  }
  const own = Object.entries(custom).map(([name, { value, unit }]): [string, string] => [
    shown(name),
    `${round(value)}${unit === '' ? '' : ` ${shown(unit)}`}`,
  ]);
  return [
    ...(leak === null ? [] : [{ title: 'Leak', lines: leakLines(leak) }]),
    ...[...groups.values()].filter(({ title, isQuiet }) => !(isQuiet && QUIET.has(title))),
    ...(own.length === 0 ? [] : [{ title: 'Its own', lines: own }]),
  ].map(({ title, lines }) => ({ title, lines }));
}

function leakLines({ rate, limitIn }: NonNullable<InstanceMetrics['leak']>): FigureGroup['lines'] {
  const lines: FigureGroup['lines'] = [['growth', `about ${formatBytes(Math.round(rate))} a minute`]];
  return limitIn === null ? lines : [...lines, ['limit in', `about ${formatDuration(limitIn)}`]];
}

export function formatFigure(value: number, unit: Unit): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(Math.round(value));
    case 'bytes per second':
      return `${formatBytes(Math.round(value))}/s`;
    case 'ms':
      return `${round(value)} ms`;
    case 'ms per second':
      return `${round(value)} ms/s`;
    case 'percent':
      return `${round(value)}%`;
    case 'ratio':
      return `${round(value * 100)}%`;
    case 'per second':
      return `${round(value)}/s`;
    case 'count':
      return String(round(value));
  }
}

/** One digit behind the point, where it says something. */
const round = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10;

/** Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). */

import { type HostFigures, type InstanceMetrics, METRICS, type MetricName, type Unit } from '@pmx/protocol';

interface Labels {
  [name: string]: string;
}

interface Family {
  help: string;
  lines: string[];
}

/** Base units, as Prometheus wants them: seconds, and ratios for percent. */
const BASE: Record<Unit, { suffix: string; factor: number }> = {
  bytes: { suffix: '_bytes', factor: 1 },
  'bytes per second': { suffix: '_bytes_per_second', factor: 1 },
  ms: { suffix: '_seconds', factor: 0.001 },
  'ms per second': { suffix: '_seconds_per_second', factor: 0.001 },
  percent: { suffix: '_ratio', factor: 0.01 },
  ratio: { suffix: '_ratio', factor: 1 },
  'per second': { suffix: '_per_second', factor: 1 },
  count: { suffix: '', factor: 1 },
};

/** All as gauges: what pmx has are rates and states of now. */
export function prometheus(apps: readonly InstanceMetrics[], host: HostFigures): string {
  const families = new Map<string, Family>();
  const add = (name: string, help: string, labels: Labels, value: number | null): void => {
    if (value === null || !Number.isFinite(value)) return;
    const family = families.get(name) ?? { help, lines: [] };
    family.lines.push(`${name}${labelText(labels)} ${value}`);
    families.set(name, family);
  };
  for (const app of apps) addInstance(app, add);
  addHost(host, add);
  return [...families]
    .map(([name, { help, lines }]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('\n')}\n`)
    .join('');
}

type Add = (name: string, help: string, labels: Labels, value: number | null) => void;

function addInstance({ id, name: app, values, custom, leak }: InstanceMetrics, add: Add): void {
  const labels = { app, id: String(id) };
  for (const name of Object.keys(values) as MetricName[]) {
    const { unit, source } = METRICS[name];
    const { suffix, factor } = BASE[unit];
    add(`pmx_${identifier(name)}${suffix}`, `${name}, from the ${source}.`, labels, values[name]! * factor);
  }
  for (const [name, { value, unit }] of Object.entries(custom)) {
    add('pmx_custom', "Metrics of the app's own.", { ...labels, name, unit }, value);
  }
  if (leak) add('pmx_heap_leak_bytes_per_minute', 'Growth of a heap that leaks.', labels, leak.rate);
}

function addHost(host: HostFigures, add: Add): void {
  const figures: [string, string, number | null][] = [
    ['cpu_ratio', 'Of all cores together.', host.cpu === null ? null : host.cpu / 100],
    ['load1', 'Load over one minute.', host.load[0]],
    ['memory_used_bytes', 'Memory in use.', host.memoryUsed],
    ['memory_total_bytes', 'Memory.', host.memoryTotal],
    ['disk_used_bytes', 'Of the file system of the home.', host.diskUsed],
    ['disk_total_bytes', 'Of the file system of the home.', host.diskTotal],
    ['network_in_bytes_per_second', 'All interfaces but the loopback.', host.networkIn],
    ['network_out_bytes_per_second', 'All interfaces but the loopback.', host.networkOut],
  ];
  for (const [name, help, value] of figures) add(`pmx_host_${name}`, help, {}, value);
}

/** `heap.arrayBuffers` as `heap_array_buffers`. */
const identifier = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/[^a-z0-9]+/g, '_');

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (value: string): string =>
  value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');

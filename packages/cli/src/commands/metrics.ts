import { type InstanceMetrics, METRICS, type MetricName } from '@pmx/protocol';
import type { Command } from '../command';
import { shown } from '../list/columns';
import { groupsOf } from '../metrics/groups';
import { prometheus } from '../metrics/prometheus';
import { makeColors } from '../output/colors';
import { jsonLine } from '../output/json';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['metrics'],
  summary: 'The figures of apps: CPU, memory, heap, event loop, requests',
  usage: '[target…] [options]',
  minWords: 0,
  maxWords: Number.POSITIVE_INFINITY,
  options: [
    {
      name: 'prometheus',
      type: 'boolean',
      description: "Prometheus' text format, for a node_exporter or a cron job",
    },
  ],
  examples: [
    { line: 'pmx metrics api', meaning: 'all figures of api, measured over one second' },
    { line: 'pmx metrics --json', meaning: 'all apps, for programs; see docs/metrics.md' },
    { line: 'pmx metrics --prometheus > pmx.prom', meaning: 'for the textfile collector' },
  ],
  run: async ({ words, options }, context) => {
    const client = await context.connect();
    const { apps, host } = await client.call('metrics', { targets: await targetsOf(words, context) });
    const { terminal } = context;
    if (context.json) terminal.write(jsonLine({ apps: apps.map(jsonShape), host }));
    else if (options.prometheus === true) terminal.write(prometheus(apps, host));
    else if (apps.length === 0) terminal.write('No apps.\n');
    else terminal.write(apps.map((app) => render(app, terminal.colors)).join('\n'));
    return 0;
  },
};

/** Each figure beside its unit. */
function jsonShape({ values, ...rest }: InstanceMetrics): object {
  const metrics = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, unit: METRICS[name as MetricName].unit }]),
  );
  return { ...rest, metrics };
}

const NAME_WIDTH = 20;

function render(app: InstanceMetrics, withColors: boolean): string {
  const colors = makeColors(withColors);
  const title = colors.bold(`${shown(app.name)} (${app.id})`);
  if (app.at === null) return `${title}\n  does not run\n`;
  const lines = groupsOf(app).flatMap((group) => [
    `  ${group.title === 'Leak' ? colors.red(group.title) : colors.cyan(group.title)}`,
    ...group.lines.map(([name, value]) => `    ${name.padEnd(NAME_WIDTH)}  ${value}`),
  ]);
  return `${[title, ...lines].join('\n')}\n`;
}

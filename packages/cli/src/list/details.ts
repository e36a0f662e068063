/** What `describe` shows of one instance, as groups of names and values. */

import type { InstanceDetails } from '@pmx/protocol';
import { groupsOf } from '../metrics/groups';
import { type Colors, makeColors } from '../output/colors';
import { formatExit } from '../output/exit';
import { formatBytes, formatDate, formatDuration } from '../output/units';
import { paintStatus, shown } from './columns';

type Line = [name: string, value: string | number | boolean | null];

/** @param now epoch milliseconds */
export function renderDetails(app: InstanceDetails, withColors: boolean, now: number): string {
  const colors = makeColors(withColors);
  const groups: [string, Line[]][] = [
    ['Process', processLines(app, colors, now)],
    ...figureGroups(app, now),
    ['Last exit', exitLines(app)],
    ['Program', programLines(app)],
    ['Policy', policyLines(app)],
    ['Files', fileLines(app)],
    [
      'Environment',
      Object.keys(app.env)
        .sort()
        .map((name): Line => [name, app.env[name]!]),
    ],
  ];
  const title = colors.bold(`${shown(app.name)} (${app.id})`);
  const text = groups
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([name, lines]) => groupLines(name, lines, colors));
  return `${[title, ...text].join('\n')}\n`;
}

const SHOWN_ABOVE = new Set(['cpu', 'memory']);

function figureGroups({ metrics, actions }: InstanceDetails, now: number): [string, Line[]][] {
  const groups = metrics === null ? [] : groupsOf(metrics);
  const age = metrics?.at ? `, ${formatDuration(now - metrics.at)} ago` : '';
  return [
    ...groups.map(({ title, lines }): [string, Line[]] =>
      title === 'Process'
        ? [`Measured${age}`, lines.filter(([name]) => !SHOWN_ABOVE.has(name))]
        : [title, lines],
    ),
    ['Actions', actions.length === 0 ? [] : [['pmx trigger', actions.map(shown).join(', ')]]],
  ];
}

const NAME_WIDTH = 20;

function groupLines(title: string, lines: Line[], colors: Colors): string[] {
  const body = lines.map(([name, value]) => `    ${shown(name).padEnd(NAME_WIDTH)}  ${value ?? '-'}`);
  return [`  ${colors.cyan(title)}`, ...body];
}

function processLines(app: InstanceDetails, colors: Colors, now: number): Line[] {
  const runs = app.pid !== null && app.startedAt !== null;
  return [
    ['status', paintStatus(app.status, colors)(app.status)],
    ...(app.cause === null ? [] : [['cause', shown(app.cause)] as Line]),
    ['wanted', app.desired],
    ['pid', app.pid],
    ['uptime', runs ? formatDuration(now - app.startedAt!) : null],
    ['started at', app.startedAt === null ? null : formatDate(app.startedAt)],
    ['added at', formatDate(app.createdAt)],
    ['restarts', app.restarts],
    ['unstable restarts', app.unstableRestarts],
    ['cpu', `${Math.round(app.cpu)}%`],
    ['memory', formatBytes(app.memory)],
    ['user', shown(app.user)],
  ];
}

function exitLines({ lastExit, lastExitDetails }: InstanceDetails): Line[] {
  if (lastExitDetails === null) return lastExit === null ? [] : [['how', shown(formatExit(lastExit))]];
  return [
    ['how', shown(formatExit(lastExitDetails.status))],
    ...(lastExitDetails.outOfMemory ? [['why', OUT_OF_MEMORY[lastExitDetails.outOfMemory]] as Line] : []),
    ['after', formatDuration(lastExitDetails.uptime)],
    ['at', formatDate(lastExitDetails.at)],
  ];
}

const OUT_OF_MEMORY = {
  heap: 'its JavaScript heap was full (out of memory)',
  system: 'the kernel killed it, because memory ran out',
} as const;

function programLines(app: InstanceDetails): Line[] {
  return [
    ['script', shown(app.script)],
    ['arguments', quoted(app.args)],
    ['working directory', shown(app.cwd)],
    ['interpreter', shown(app.interpreter)],
    ['interpreter args', quoted(app.interpreterArgs)],
    ['node', app.nodeVersion],
    ['version', app.version === null ? null : shown(app.version)],
    ['namespace', shown(app.namespace)],
    ['mode', app.execMode],
    ['instance', `${app.index + 1} of ${app.instances}`],
  ];
}

function policyLines(app: InstanceDetails): Line[] {
  return [
    ['autorestart', app.autorestart],
    ['watched', app.watch.length === 0 ? null : app.watch.map(shown).join(', ')],
    ['cron', app.cron === null ? null : shown(app.cron)],
    ['memory limit', app.maxMemory === null ? null : formatBytes(app.maxMemory)],
    ['stop signal', app.stopSignal],
    ['kill timeout', `${app.killTimeout} ms`],
  ];
}

function fileLines(app: InstanceDetails): Line[] {
  const { outFile, errorFile, combinedFile, pidFile, configFile, droppedBytes } = app;
  const files: [string, string | null][] = [
    ['output', outFile],
    ['error output', errorFile],
    ['both', combinedFile],
    ['pid', pidFile],
    ['config', configFile],
  ];
  const lines = files.filter(([, file]) => file !== null).map(([name, file]): Line => [name, shown(file!)]);
  return droppedBytes === 0 ? lines : [...lines, ['dropped output', formatBytes(droppedBytes)]];
}

const quoted = (args: readonly string[]): string | null =>
  args.length === 0
    ? null
    : args
        .map((arg) => (/^[\w./:=,@%+-]+$/.test(arg) ? arg : JSON.stringify(arg)))
        .map(shown)
        .join(' ');

/**
 * The commands by name, without their code: a command line loads the one module it needs.
 * Names and summaries are those of the modules; a test compares them.
 */

import type { Command, CommandSummary } from './command';

export type Group = 'Run' | 'Look' | 'State' | 'Talk' | 'Logs' | 'Set up';

export interface CommandEntry extends CommandSummary {
  group: Group;
  load(): Promise<{ command: Command }>;
}

const entry = (
  group: Group,
  names: CommandSummary['names'],
  summary: string,
  load: CommandEntry['load'],
): CommandEntry => ({ group, names, summary, load });

export const COMMANDS: readonly CommandEntry[] = [
  entry('Run', ['start'], 'Start programs, or apps by name', () => import('./commands/start')),
  entry('Run', ['stop'], 'Stop apps; they stay in the list', () => import('./commands/stop')),
  entry('Run', ['restart'], 'Restart apps', () => import('./commands/restart')),
  entry(
    'Run',
    ['reload'],
    'Restart apps without a gap where their mode allows it',
    () => import('./commands/reload'),
  ),
  entry('Run', ['delete', 'del'], 'Stop apps and take them off the list', () => import('./commands/delete')),
  entry('Run', ['scale'], 'Change the number of instances of an app', () => import('./commands/scale')),
  entry(
    'Run',
    ['startOrRestart'],
    'Start apps, or restart those that run',
    () => import('./commands/start-or-restart'),
  ),
  entry(
    'Run',
    ['startOrReload', 'startOrGracefulReload'],
    'Start apps, or reload those that run',
    () => import('./commands/start-or-reload'),
  ),
  entry('Run', ['reset'], 'Set the restart counters of apps to 0', () => import('./commands/reset')),
  entry('Look', ['list', 'ls', 'l', 'ps', 'status'], 'List all apps', () => import('./commands/list')),
  entry(
    'Look',
    ['describe', 'desc', 'show', 'info'],
    'Show all that is known of apps',
    () => import('./commands/describe'),
  ),
  entry(
    'Look',
    ['monit', 'dash', 'monitor'],
    'A dashboard: CPU, memory, heap, event loop, requests, logs, live',
    () => import('./commands/monit'),
  ),
  entry(
    'Look',
    ['metrics'],
    'The figures of apps: CPU, memory, heap, event loop, requests',
    () => import('./commands/metrics'),
  ),
  entry('Look', ['jlist'], "The list as JSON, in pm2's shape", () => import('./commands/jlist')),
  entry(
    'Look',
    ['prettylist'],
    "The list as a formatted object, in pm2's shape",
    () => import('./commands/prettylist'),
  ),
  entry(
    'Look',
    ['history'],
    'Show what happened to apps, and what pmx decided',
    () => import('./commands/history'),
  ),
  entry(
    'Look',
    ['why'],
    'Explain why apps are as they are, and what comes next',
    () => import('./commands/why'),
  ),
  entry('Look', ['env'], 'The environment of an app', () => import('./commands/env')),
  entry(
    'Look',
    ['profile'],
    'Record where an app spends its time, or its memory',
    () => import('./commands/profile'),
  ),
  entry('Look', ['heap'], "Write a snapshot of an app's heap to a file", () => import('./commands/heap')),
  entry('Look', ['gc'], 'Collect the garbage of apps', () => import('./commands/gc')),
  entry('Look', ['pid'], 'Process ids', () => import('./commands/pid')),
  entry('Look', ['id'], 'Instance ids of an app', () => import('./commands/id')),
  entry(
    'Logs',
    ['logs', 'log'],
    'Show the last output of apps, and follow it',
    () => import('./commands/logs'),
  ),
  entry('Logs', ['flush'], 'Empty log files', () => import('./commands/flush')),
  entry(
    'Logs',
    ['reloadLogs'],
    'Open log files again, after a foreign logrotate',
    () => import('./commands/reload-logs'),
  ),
  entry('State', ['save', 'dump'], 'Save the list for `resurrect`', () => import('./commands/save')),
  entry('State', ['resurrect'], 'Bring back the saved list', () => import('./commands/resurrect')),
  entry('State', ['kill'], 'Stop all apps and pmx itself', () => import('./commands/kill')),
  entry(
    'State',
    ['update', 'updatePM2'],
    'Swap the daemon for the installed version; apps go on',
    () => import('./commands/update'),
  ),
  entry('State', ['ping'], 'Say whether the daemon answers', () => import('./commands/ping')),
  entry('Talk', ['sendSignal', 'signal'], 'Send a signal to apps', () => import('./commands/send-signal')),
  entry('Talk', ['trigger'], 'Run an action that an app has registered', () => import('./commands/trigger')),
  entry('Talk', ['send'], "Send a line to a program's standard input", () => import('./commands/send')),
  entry('Talk', ['attach'], "See a program's output and type to it", () => import('./commands/attach')),
  entry('Set up', ['init', 'ecosystem'], 'Write a commented config file', () => import('./commands/init')),
  entry(
    'Set up',
    ['completion'],
    'Print a completion script for a shell',
    () => import('./commands/completion'),
  ),
  entry(
    'Set up',
    ['doctor'],
    'Look for what is wrong with pmx here, and say what to do',
    () => import('./commands/doctor'),
  ),
  entry('Set up', ['startup'], 'Bring the apps up with the machine', () => import('./commands/startup')),
  entry('Set up', ['unstartup'], 'Undo startup; what runs goes on', () => import('./commands/unstartup')),
  entry(
    'Set up',
    ['service'],
    'Keep pmx running, in the foreground: what init systems run',
    () => import('./commands/service'),
  ),
  entry('Set up', ['help'], 'Explain a command', () => import('./commands/help')),
];

export const findCommand = (name: string): CommandEntry | undefined =>
  COMMANDS.find(({ names }) => names.includes(name));

/** Options that are fields of an app. Values pass as they are typed: the daemon's parser alone validates. */

import type { App, Arguments, OptionSpec, OptionValues } from '../command';

interface AppOption extends OptionSpec {
  field: string;
  /** What a switch sets; true by default. */
  sets?: unknown;
}

export const APP_OPTIONS: readonly AppOption[] = [
  text('name', ['n'], 'NAME', 'name', 'Name of the app'),
  text('namespace', [], 'NAME', 'namespace', 'Namespace of the app'),
  text(
    'instances',
    ['i'],
    'N',
    'instances',
    'Number of instances; max or 0: one for each core, -1: one fewer',
  ),
  text('cwd', [], 'DIR', 'cwd', 'Working directory of the program'),
  text('interpreter', [], 'PROGRAM', 'interpreter', 'What runs the script; none: the script itself'),
  toggle('execute-command', ['x'], 'interpreter', 'Run the script as a program of its own', 'none'),
  text('node-args', ['interpreter-args'], 'ARGS', 'node_args', 'Arguments of the interpreter'),
  text('exec-mode', [], 'MODE', 'exec_mode', 'fork or cluster'),
  {
    name: 'watch',
    type: 'optional',
    value: 'PATHS',
    field: 'watch',
    description: 'Restart when files change; all of the working directory, or these',
  },
  list('ignore-watch', 'GLOBS', 'ignore_watch', 'Files that are not watched'),
  text('watch-delay', [], 'MS', 'watch_delay', 'Quiet time before a change restarts'),
  text('max-memory-restart', [], 'SIZE', 'max_memory_restart', 'Restart above this memory, such as 200M'),
  toggle('no-autorestart', [], 'autorestart', 'Do not restart when the program ends', false),
  text('cron-restart', ['cron', 'c'], 'PATTERN', 'cron_restart', 'Restart at these times; 0 turns it off'),
  text('restart-delay', [], 'MS', 'restart_delay', 'Wait before each restart'),
  text(
    'exp-backoff-restart-delay',
    [],
    'MS',
    'exp_backoff_restart_delay',
    'First step of the growing wait before restarts',
  ),
  text('max-restarts', [], 'N', 'max_restarts', 'Unstable runs before the app is given up'),
  text('min-uptime', [], 'MS', 'min_uptime', 'How long a run lasts to count as stable'),
  list('stop-exit-codes', 'CODES', 'stop_exit_codes', 'Exit codes after which it is not restarted'),
  text('kill-timeout', ['k'], 'MS', 'kill_timeout', 'Time to end before it is killed'),
  text('stop-signal', [], 'SIGNAL', 'stop_signal', 'Signal that asks the program to end'),
  toggle('shutdown-with-message', [], 'shutdown_with_message', 'Ask it to end by a message, not a signal'),
  toggle('no-treekill', [], 'treekill', 'Signal the main process alone, not its group', false),
  toggle('wait-ready', [], 'wait_ready', "Online only when the app sends 'ready'"),
  text('listen-timeout', [], 'MS', 'listen_timeout', 'Time to get ready before it has failed'),
  text('output', ['o'], 'FILE', 'out_file', 'File of standard output'),
  text('error', ['e'], 'FILE', 'error_file', 'File of standard error'),
  text('log', ['l'], 'FILE', 'log_file', 'File of both streams'),
  toggle('disable-logs', [], 'disable_logs', 'Keep no output'),
  toggle('merge-logs', [], 'merge_logs', 'One file for all instances'),
  toggle('time', [], 'time', 'Put the time before each line'),
  text('log-date-format', [], 'FORMAT', 'log_date_format', 'Put the time in this format before each line'),
  text('log-type', [], 'TYPE', 'log_type', 'json: each line becomes a JSON object'),
  text('pid', ['p'], 'FILE', 'pid_file', 'File of the process id'),
  text('uid', ['user'], 'USER', 'uid', 'User to run as (root only)'),
  text('gid', [], 'GROUP', 'gid', 'Group to run as (root only)'),
  list('filter-env', 'PREFIXES', 'filter_env', 'Inherited variables to keep out'),
  text('env-file', [], 'FILE', 'env_file', 'File of variables in the dotenv format'),
];

function text(name: string, aliases: string[], value: string, field: string, description: string): AppOption {
  return { name, aliases, type: 'string', value, field, description };
}

function list(name: string, value: string, field: string, description: string): AppOption {
  return { name, type: 'list', value, field, description };
}

function toggle(
  name: string,
  aliases: string[],
  field: string,
  description: string,
  sets: unknown = true,
): AppOption {
  return { name, aliases, type: 'boolean', field, description, sets };
}

/** The fields given as options, and the arguments after `--`. */
export function appFields({ options, rest }: Arguments): App {
  const fields: App = rest === null ? {} : { args: [...rest] };
  for (const option of APP_OPTIONS) {
    const value = fieldValue(option, options);
    if (value !== undefined) fields[option.field] = value;
  }
  return fields;
}

function fieldValue({ name, type, sets }: AppOption, options: OptionValues): unknown {
  const value = options[name];
  if (type === 'boolean') return value === true ? sets : undefined;
  if (type === 'optional' && typeof value === 'string') return value.split(',').filter(Boolean);
  return value;
}

import {
  explainProblem,
  explainUnknown,
  FIELDS,
  fieldByKey,
  IGNORED_FIELDS,
  nearest,
  parseSpec,
  type RawApp,
  withOverrides,
} from '../../../../packages/supervision/src';
import { context, specOf } from './support';

const unknownOf = (raw: RawApp) => parseSpec({ script: 'api.js', ...raw }, context).unknown;

test('no name stands for two fields', () => {
  const keys = FIELDS.flatMap((field) => field.keys);
  expect(keys).toEqual([...new Set(keys)]);
  expect(keys.filter((key) => IGNORED_FIELDS.has(key))).toEqual([]);
});

const aliases: [alias: string, name: string][] = [
  ['exec', 'script'],
  ['cmd', 'script'],
  ['command', 'script'],
  ['exec_interpreter', 'interpreter'],
  ['execInterpreter', 'interpreter'],
  ['interpreter_args', 'node_args'],
  ['nodeArgs', 'node_args'],
  ['out', 'out_file'],
  ['output', 'out_file'],
  ['out_log', 'out_file'],
  ['error', 'error_file'],
  ['err', 'error_file'],
  ['err_file', 'error_file'],
  ['errLog', 'error_file'],
  ['log', 'log_file'],
  ['combine_logs', 'merge_logs'],
  ['cron', 'cron_restart'],
  ['user', 'uid'],
  ['pid', 'pid_file'],
  ['kill_signal', 'stop_signal'],
  ['maxMemoryRestart', 'max_memory_restart'],
  ['expBackoffRestartDelay', 'exp_backoff_restart_delay'],
  ['envFile', 'env_file'],
];

test.each(aliases)('%s is %s', (alias, name) => {
  expect(fieldByKey(alias)?.name).toBe(name);
});

test('the canonical name goes before its aliases', () => {
  expect(specOf({ stopSignal: 'SIGHUP', kill_signal: 'SIGQUIT', stop_signal: 'SIGTERM' }).stop.signal).toBe(
    'SIGTERM',
  );
  expect(specOf({ stop_signal: null, kill_signal: 'SIGQUIT' }).stop.signal).toBe('SIGQUIT');
});

test('unknown fields are told with the nearest known one, and refuse nothing', () => {
  expect(unknownOf({ instnces: 2, killTimeOut: 1, frobnicate: 1, toString: 1 })).toEqual([
    { app: 'api', field: 'instnces', nearest: 'instances' },
    { app: 'api', field: 'killTimeOut', nearest: 'killTimeout' },
    { app: 'api', field: 'frobnicate', nearest: null },
    { app: 'api', field: 'toString', nearest: null },
  ]);
});

test('environments and fields of the other tool are not unknown', () => {
  expect(
    unknownOf({ env_staging: {}, env_file: '.env', vizion: false, pmx: true, disableTrace: true }),
  ).toEqual([]);
});

test('nearest allows a third of the letters to differ', () => {
  expect(nearest('naem', ['name', 'namespace'])).toBeNull();
  expect(nearest('nme', ['time', 'name'])).toBe('name');
  expect(nearest('max_restart', ['max_restarts', 'min_uptime'])).toBe('max_restarts');
  expect(nearest('x', ['y', 'abc'])).toBe('y');
  expect(nearest('', ['abc'])).toBeNull();
  expect(nearest('name', [])).toBeNull();
  expect(nearest('n'.repeat(1e6), ['name'])).toBeNull();
});

test('overrides go over a field whichever of its names it was written with', () => {
  expect(
    withOverrides({ script: 'a.js', out: 'x', watch: true }, { out_file: 'y', name: undefined }),
  ).toEqual({
    script: 'a.js',
    watch: true,
    out_file: 'y',
  });
});

test('problems and unknown fields as sentences', () => {
  const result = parseSpec({ kill_timeout: 'soon', instance: 2 }, context, 'apps[2]');
  if (result.ok) throw new Error('accepted');
  expect(result.problems.map(explainProblem)).toEqual([
    'apps[2]: kill_timeout is "soon", but must be milliseconds, or a duration such as 500ms, 10s, 5m or 1h (at most 24 days)',
    'apps[2]: script is missing, but must be a path, a command, or a shell command line',
  ]);
  expect(result.unknown.map(explainUnknown)).toEqual([
    'apps[2]: unknown field "instance"; did you mean instances?',
  ]);
});

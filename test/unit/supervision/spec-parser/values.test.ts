import { at, problemsOf, specOf } from './support';

/** What is written, and what becomes of it. */
const accepted: [field: string, value: unknown, path: string, result: unknown][] = [
  ['args', ['-p', 80, true], 'args', ['-p', '80', 'true']],
  ['args', `-p 80 'a b' "c \\"d\\"" e\\ f ''`, 'args', ['-p', '80', 'a b', 'c "d"', 'e f', '']],
  ['args', 80, 'args', ['80']],
  ['args', [], 'args', []],
  ['args', null, 'args', []],
  ['interpreter', 'python3', 'interpreter', 'python3'],
  ['interpreter', '~/bin/node', 'interpreter', '/home/ann/bin/node'],
  ['node_args', '--import tsx', 'interpreterArgs', ['--import', 'tsx']],
  ['cwd', 'web', 'cwd', '/srv/shop/web'],
  ['cwd', '../other/./x/', 'cwd', '/srv/other/x'],
  ['cwd', '/', 'cwd', '/'],
  ['cwd', '~', 'cwd', '/home/ann'],
  ['cwd', '~/web', 'cwd', '/home/ann/web'],
  ['cwd', '~bob', 'cwd', '/srv/shop/~bob'],
  ['script', '~/api.js', 'script', '/home/ann/api.js'],
  ['script', './current/api.js', 'script', './current/api.js'],
  ['script', 'ls ~/x', 'script', 'ls ~/x'],
  ['namespace', 'shop', 'namespace', 'shop'],
  ['instances', 3, 'instances', 3],
  ['instances', '3', 'instances', 3],
  ['instances', 'max', 'instances', 4],
  ['instances', 'MAX', 'instances', 4],
  ['instances', 0, 'instances', 4],
  ['instances', '-1', 'instances', 3],
  ['instances', -9, 'instances', 1],
  ['filter_env', true, 'filterEnv', true],
  ['filter_env', 'AWS_, NPM', 'filterEnv', ['AWS_', 'NPM']],
  ['filter_env', ['AWS_'], 'filterEnv', ['AWS_']],
  ['filter_env', [], 'filterEnv', false],
  ['instance_var', 'INSTANCE', 'instanceVar', 'INSTANCE'],
  ['increment_var', 'PORT', 'incrementVar', 'PORT'],
  ['uid', 'www-data', 'uid', 'www-data'],
  ['uid', 0, 'uid', 0],
  ['gid', '33', 'gid', 33],
  ['agent', false, 'agent', false],
  ['source_map_support', 'true', 'sourceMapSupport', true],
  ['autostart', 'false', 'autostart', false],
  ['pid_file', 'api.pid', 'pidFile', '/srv/shop/api.pid'],
  ['autorestart', false, 'restart.auto', false],
  ['stop_exit_codes', 0, 'restart.stopExitCodes', [0]],
  ['stop_exit_codes', '0, 3 255', 'restart.stopExitCodes', [0, 3, 255]],
  ['stop_exit_codes', [1, '1', 2], 'restart.stopExitCodes', [1, 2]],
  ['restart_delay', '3s', 'restart.delay', 3000],
  ['exp_backoff_restart_delay', 250, 'restart.backoffBase', 250],
  ['exp_backoff_restart_delay', '1m', 'restart.backoffMax', 60_000],
  ['backoff_max', '1m', 'restart.backoffMax', 60_000],
  ['min_uptime', '1h', 'restart.minUptime', 3_600_000],
  ['max_restarts', '0', 'restart.maxRestarts', 0],
  ['max_memory_restart', '200M', 'restart.maxMemory', 209_715_200],
  ['max_memory_restart', '0', 'restart.maxMemory', null],
  ['cron_restart', ' 0 3 * * * ', 'restart.cron', '0 3 * * *'],
  ['cron_restart', '*/5 0 3 * * *', 'restart.cron', '*/5 0 3 * * *'],
  ['cron_restart', 0, 'restart.cron', null],
  ['cron_restart', '0', 'restart.cron', null],
  ['cron_restart', false, 'restart.cron', null],
  ['cron_restart', null, 'restart.cron', null],
  ['stop_signal', 'sigterm', 'stop.signal', 'SIGTERM'],
  ['stop_signal', 'Quit', 'stop.signal', 'SIGQUIT'],
  ['shutdown_with_message', true, 'stop.message', true],
  ['kill_timeout', '1600', 'stop.killTimeout', 1600],
  ['kill_timeout', '1.5s', 'stop.killTimeout', 1500],
  ['kill_timeout', 0, 'stop.killTimeout', 0],
  ['treekill', false, 'stop.tree', false],
  ['wait_ready', true, 'readiness.kind', 'message'],
  ['listen_timeout', '5m', 'readiness.timeout', 300_000],
  ['reload_parallel', '2', 'reload.parallel', 2],
  ['drain_timeout', '2m', 'reload.drainTimeout', 120_000],
  ['drain_timeout', 0, 'reload.drainTimeout', 0],
  ['scheduling', 'rr', 'scheduling', 'round-robin'],
  ['scheduling', 'Round-Robin', 'scheduling', 'round-robin'],
  ['scheduling', 'shared', 'scheduling', 'shared'],
  ['scheduling', 'none', 'scheduling', 'shared'],
  ['watch', false, 'watch', null],
  ['watch', [], 'watch', null],
];

test.each(accepted)('%s: %j gives %s %j', (field, value, path, result) => {
  expect(at(specOf({ [field]: value }), path)).toEqual(result);
});

const refused: [field: string, values: unknown[], said: RegExp][] = [
  ['script', ['', '  ', 5, ['a'], 'a\0b', { path: 'a' }], /text/],
  ['args', ["a 'b", 'a "b', 'a\\', { a: 1 }, true], /every quote closed/],
  ['cwd', ['', 5, 'a\0b'], /text/],
  ['interpreter', ['', false, 5], /text/],
  ['instances', ['many', 1.5, '', 1001, -1001, Number.NaN, Number.POSITIVE_INFINITY, [], true], /max/],
  ['exec_mode', ['both', '', 1, '__proto__'], /one of fork, fork_mode, cluster, cluster_mode/],
  ['port', [-1, 65_536, '80a', 1.5, true], /whole number from 0 to 65535/],
  ['filter_env', [5, { A: 1 }], /beginnings/],
  ['instance_var', ['', 'A=B', 'A\0', 5, '__proto__'], /environment variable/],
  ['uid', [-1, '-1', '', 'a b', 'a:b', 1.5, 4_294_967_295, true], /id of 0 or more/],
  ['pid_file', ['', 'dir/', 5], /path/],
  ['autorestart', ['yes', 1, 0, 'TRUE', ''], /true or false/],
  ['stop_exit_codes', [256, -1, 'a', true, [1, 1.5], [[]]], /0 to 255/],
  ['max_restarts', [-1, 1.5, 'x'], /whole number of 0 or more/],
  ['cron_restart', ['* * *', '* * * * * * *', 5, true, []], /five or six fields/],
  ['stop_signal', ['SIGNOPE', '', 15, '15', 'toString'], /SIGTERM/],
  ['listen_timeout', [0, '0s'], /above 0/],
  ['reload_parallel', [0, -1, 1.5, 'all'], /whole number from 1/],
  ['scheduling', ['fair', 1, true, '__proto__'], /one of round-robin, rr, shared, none/],
  ['watch', [5, {}, [''], [5], ''], /path/],
  ['ignore_watch', [true, 5, [5]], /path/],
  ['log_type', ['xml', true], /one of raw, json/],
  ['log_date_format', ['a\nb', 5, true], /one line of text/],
  ['out_file', ['', 5, 'logs/', {}], /path/],
  ['env_file', [5, '', [5]], /path/],
];

const durations = [
  'restart_delay',
  'exp_backoff_restart_delay',
  'backoff_max',
  'min_uptime',
  'watch_delay',
  'kill_timeout',
  'listen_timeout',
  'drain_timeout',
];
for (const field of durations) {
  refused.push([
    field,
    [-1, '-1s', 'soon', '10 parsecs', '', '1e3', Number.NaN, 2 ** 31, '25h 1', '600h', []],
    /10s/,
  ]);
}
for (const field of ['max_memory_restart', 'max_log_size', 'log_total_size']) {
  refused.push([field, [200, '200', '-200M', '200X', 'M', '200B', '', '1e3M', true, [], -0.5], /unit/]);
}

const each = refused.flatMap(([field, values, said]) => values.map((value) => [field, value, said] as const));

test.each(each)('%s: %j is refused', (field, value, said) => {
  const problems = problemsOf({ [field]: value });
  expect(problems.length).toBeGreaterThan(0);
  expect(problems[0]?.field.replace(/\[\d+\]$/, '')).toBe(field);
  expect(problems[0]?.accepted).toMatch(said);
});

test('the ambiguity of a size without a unit is told', () => {
  expect(problemsOf({ max_memory_restart: 300 })).toEqual([
    {
      app: 'api',
      field: 'max_memory_restart',
      value: '300',
      accepted: expect.stringContaining('a number without unit is ambiguous'),
    },
  ]);
});

test('all problems are collected, each with the name that was used and the place in its value', () => {
  const fields = problemsOf({
    killTimeout: 'soon',
    args: ['a', {}, null],
    stop_exit_codes: [300],
    watch: 5,
  }).map(({ field }) => field);
  expect(fields.sort()).toEqual(['args[1]', 'args[2]', 'killTimeout', 'stop_exit_codes[0]', 'watch']);
});

test('a back-off whose cap is below its first step is refused', () => {
  const [problem] = problemsOf({ backoff_max: '1s', exp_backoff_restart_delay: '2s' });
  expect(problem).toMatchObject({
    field: 'backoff_max',
    value: '1000',
    accepted: expect.stringContaining('2000 ms'),
  });
});

test('a watched app has absolute paths, the default ignore, and a short delay', () => {
  expect(specOf({ watch: true, cwd: 'web' }).watch).toEqual({
    paths: ['/srv/shop/web'],
    ignore: ['logs'],
    delay: 200,
  });
  expect(
    specOf({ watch: ['src', '/etc/x'], ignore_watch: ['tmp', '.git'], watch_delay: '1s' }).watch,
  ).toEqual({
    paths: ['/srv/shop/src', '/etc/x'],
    ignore: ['tmp', '.git'],
    delay: 1000,
  });
  expect(specOf({ watch: 'true', ignore_watch: false }).watch).toMatchObject({
    paths: ['/srv/shop'],
    ignore: [],
  });
});

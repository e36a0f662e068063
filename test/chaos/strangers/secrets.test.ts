/** What pmx was given in confidence is in none of its outputs and logs, and on disk in files of its user alone. */

import { once } from 'node:events';
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { homeAt } from '@pmx/system';
import { e2e, fixture, shown, type TestHome } from '../../e2e/support';

/** Begins each secret of these tests; a number says which one was seen. */
const PLANTED = 'planted';

const INHERITED = {
  API_KEY: 'planted-1',
  DATABASE_URL: 'postgres://user:planted-2@db.example:5432/app',
  AWS_SECRET_ACCESS_KEY: 'planted-3',
  CONNECTION: 'Server=db;Password=planted-4;Database=x',
};

const CONFIDENT = {
  env: { GITHUB_TOKEN: 'planted-5', STRIPE_SECRET: 'planted-6', REDIS: 'redis://:planted-7@cache' },
  args: ['--token', 'planted-8', '--password=planted-9', 'https://me:planted-10@example.org/x', 'plain'],
};

const HEALTH = {
  probe: 'http://me:planted-11@127.0.0.1:1/health',
  interval: '200ms',
  timeout: '100ms',
  threshold: 1,
  start_period: '100ms',
};

/** Everything that a command shows, whatever its exit code. */
const said = async (home: TestHome, args: string[]): Promise<string> =>
  shown(await home.pmx(args, { env: INHERITED }));

const expectNone = (text: string, where: string): void => {
  const found = text.match(/.{0,60}planted-\d+/g) ?? [];
  expect({ where, found }).toEqual({ where, found: [] });
};

/** All that the bus tells. */
function eavesdrop(home: TestHome): { text(): string; end(): void } {
  const socket = connect(homeAt(home.home).daemonSocket);
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const params = { events: ['*'] };
  void once(socket, 'connect').then(() =>
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params })}\n`),
  );
  return { text: () => text, end: () => socket.destroy() };
}

interface Holder {
  path: string;
  mode: string;
}

/** The files that hold a secret. One that is replaced or removed at this moment has another one in its place, or none. */
function holdersIn(dir: string): Holder[] {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name));
  return paths.flatMap((path) => {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return [];
    try {
      const fd = openSync(path, 'r');
      try {
        const mode = (fstatSync(fd).mode & 0o777).toString(8);
        return readFileSync(fd, 'latin1').includes(PLANTED) ? [{ path, mode }] : [];
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return [];
    }
  });
}

e2e('no output shows a secret, no log holds one, and files that hold one are 0600', async (home) => {
  const apps = [
    { name: 'fork', script: fixture('idle.js'), ...CONFIDENT },
    {
      name: 'cluster',
      script: fixture('http.js'),
      exec_mode: 'cluster',
      ...CONFIDENT,
      env: { ...CONFIDENT.env, PORT: '0' },
    },
    {
      name: 'shell',
      script: `sleep 1000 # --token planted-12 https://me:planted-13@example.org`,
      ...CONFIDENT,
      args: [],
    },
  ];
  const failing = [
    { name: 'crash', script: fixture('exit.js'), max_restarts: 1, ...CONFIDENT },
    { name: 'sick', script: fixture('idle.js'), health: HEALTH, ...CONFIDENT },
  ];
  const started = await home.pmx(['start', home.config(apps)], { env: INHERITED });
  expect(started).toMatchObject({ code: 0 });
  expectNone(shown(started), 'start');
  expectNone(await said(home, ['start', home.config(failing, 'failing.json')]), 'a start that fails');
  const bus = eavesdrop(home);
  const commands = [
    ['describe', 'all'],
    ['describe', 'all', '--json'],
    ['env', 'fork'],
    ['env', 'fork', '--json'],
    ['jlist'],
    ['prettylist'],
    ['ls'],
    ['ls', '--json'],
    ['restart', 'all'],
    ['reload', 'cluster'],
    ['restart', 'fork', '--update-env'],
    ['save'],
    ['history'],
    ['history', '--json'],
    ['why'],
    ['why', '--json'],
    ['doctor'],
    ['doctor', '--json'],
    ['ping', '--json'],
    ['resurrect'],
    ['scale', 'cluster', '2'],
    ['init', '--force'],
    ['start', 'absent.js', '--', '--token', 'planted-14'],
    ['stop', 'all'],
    ['logs', '--nostream'],
  ];
  for (const command of commands)
    expectNone(await said(home, command), command.join(' ').replaceAll('planted-', ''));
  const config = readdirSync(home.work).find((name) => name.startsWith('ecosystem'))!;
  expectNone(readFileSync(join(home.work, config), 'utf8'), 'init');
  expectNone(bus.text(), 'bus');
  bus.end();
  const { daemonLog, keeperLog, journalFile } = homeAt(home.home);
  for (const log of [daemonLog, keeperLog, journalFile]) expectNone(readFileSync(log, 'utf8'), log);

  const holders = holdersIn(home.home);
  expect(holders).toEqual(holders.map(({ path }) => ({ path, mode: '600' })));
  // They are kept, or nothing could be started again; so this test sees what it looks for.
  expect(holders.length).toBeGreaterThanOrEqual(2);
  for (const command of [['env', 'fork'], ['describe', 'fork'], ['jlist'], ['prettylist']])
    expect(await said(home, [...command, '--show-secrets'])).toContain('planted-1');
});

const WRONG: [string, object][] = [
  ['an object as a variable', { env: { API_KEY: { nested: 'planted-21' } } }],
  ['a list as a variable', { env: { API_KEY: ['planted-22'] } }],
  ['a variable with a null byte', { env: { API_KEY: 'planted-23\0' } }],
  ['variables as text', { env: 'API_KEY=planted-24' }],
  ['variables as a list', { env: ['API_KEY=planted-25'] }],
  ['variables of an environment as text', { env_production: 'API_KEY=planted-26' }],
  ['a wrong argument', { args: ['--token', 'planted-27', {}] }],
  ['a probe that is none', { health: 'ftp://me:planted-28@example.org' }],
  [
    'a probe with a wrong field',
    { health: { ...HEALTH, interval: 'soon', http: 'http://me:planted-29@x/' } },
  ],
  ['a secret in an unknown field', { api_key: 'planted-30', token: { a: 'planted-31' } }],
  ['a secret as a number of instances', { instances: 'https://me:planted-32@x/' }],
];

e2e('what is wrong with a declaration is said without its secrets', async (home) => {
  for (const [what, wrong] of WRONG) {
    const file = home.config([{ name: 'app', script: fixture('idle.js'), ...wrong }]);
    for (const more of [[], ['--json']])
      expectNone(await said(home, ['start', file, '--env', 'production', ...more]), what);
  }
  const { daemonLog } = homeAt(home.home);
  expectNone(readFileSync(daemonLog, 'utf8'), daemonLog);
});

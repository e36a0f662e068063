import { toPm2 } from '../../../packages/cli/src/list/pm2-shape';
import { renderList } from '../../../packages/cli/src/list/render';
import { sortApps } from '../../../packages/cli/src/list/sort';
import { measureFor, truncate } from '../../../packages/cli/src/output/width';
import { details, view } from './support/apps';

const NOW = view().startedAt! + 3 * 3_600_000;
const render = (apps: Parameters<typeof renderList>[0], columns: number, mini = false) =>
  renderList(apps, { columns, colors: false, mini, now: NOW });

const APPS = [
  view({ id: 0, name: 'api' }),
  view({ id: 1, name: 'a-very-long-name-of-a-worker-that-goes-on', restarts: 12, watching: true }),
  view({ id: 10, name: '注文サービス', status: 'stopped', pid: null, startedAt: null, memory: 0, cpu: 0 }),
  view({
    id: 11,
    name: '🚀 rocket 👩‍👩‍👧',
    status: 'errored',
    pid: null,
    cause: 'gave up after 16 unstable runs',
  }),
];

const WIDTHS = [60, 80, 120];

test.each(WIDTHS)('no line is wider than %d columns', async (width) => {
  const measure = await measureFor(['日']);
  const lines = (await render(APPS, width)).split('\n').slice(0, APPS.length + 1);
  for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width);
});

test.each([...WIDTHS, Number.POSITIVE_INFINITY])('columns stand under their titles at %d', async (width) => {
  const measure = await measureFor(['日']);
  const [title = '', ...rows] = (await render(APPS, width)).split('\n').slice(0, APPS.length + 1);
  const column = measure(title.slice(0, title.indexOf('status')));
  const statuses = ['online', 'online', 'stopped', 'errored'];
  rows.forEach((row, i) => {
    expect(measure(row.slice(0, row.lastIndexOf(statuses[i]!)))).toBe(column);
  });
});

test('the least important columns go first, and a line says which', async () => {
  const narrow = await render(APPS, 60);
  expect(narrow.split('\n')[0]).toMatch(/^id +name +uptime +↺ +status/);
  expect(narrow).toMatch(/columns are hidden \(.*user, watching\): widen the terminal/);
  expect(await render([view()], 120)).not.toContain('hidden');
});

test('a pipe gets everything, uncut', async () => {
  const text = await render(APPS, Number.POSITIVE_INFINITY);
  expect(text).toContain('a-very-long-name-of-a-worker-that-goes-on');
  expect(text).not.toContain('…');
  expect(text).toContain('watching');
});

test('a name is cut between characters as people see them', async () => {
  const measure = await measureFor(['日']);
  expect(truncate('日本語', 5, measure)).toBe('日本…');
  expect(truncate('日本語', 4, measure)).toBe('日…');
  expect(truncate('a👩‍👩‍👧b', 3, measure)).toBe('a…');
  expect(truncate('abc', 3, measure)).toBe('abc');
});

test('the cause stands beneath the table', async () => {
  expect(await render(APPS, 80)).toContain(
    '\n11 🚀 rocket 👩‍👩‍👧: errored, gave up after 16 unstable runs\n',
  );
});

test('control characters are shown, not obeyed', async () => {
  const text = await render([view({ name: 'a\x1b[2Jb', cause: 'x\ny', status: 'errored' })], 120);
  expect(text).not.toContain('\x1b');
  expect(text).toContain('a\\x1b[2Jb');
});

test('an empty list says what to do', async () => {
  expect(await render([], 80)).toContain('pmx start');
});

test('mini', async () => {
  expect((await render(APPS, 120, true)).split('\n')[0]).toMatch(/^id +name +uptime +↺ +status$/);
});

test('colours', async () => {
  const text = await renderList([view()], { columns: 80, colors: true, mini: false, now: NOW });
  expect(text).toContain('\x1b[32monline\x1b[39m');
});

describe('sort', () => {
  const apps = [
    view({ id: 0, name: 'b', memory: 30, startedAt: 100 }),
    view({ id: 1, name: 'a', memory: 30, startedAt: 200 }),
    view({ id: 2, name: 'c', memory: 10, startedAt: 300 }),
    view({ id: 3, name: 'd', memory: 0, pid: null, startedAt: 50 }),
  ];

  test.each([
    ['name', [1, 0, 2, 3]],
    ['name:desc', [3, 2, 0, 1]],
    ['memory:desc', [0, 1, 2, 3]],
    ['mem', [3, 2, 0, 1]],
    ['uptime:desc', [0, 1, 2, 3]],
    ['id:asc', [0, 1, 2, 3]],
  ])('%s', (order, ids) => {
    expect(sortApps(apps, order).map(({ id }) => id)).toEqual(ids);
  });

  test.each(['', 'nope', 'name:', 'name:up', 'name:asc:x', 'constructor'])('refuses "%s"', (order) => {
    expect(() => sortApps(apps, order)).toThrow(expect.objectContaining({ code: 'PMX_ERR_USAGE' }));
  });
});

describe("pm2's shape", () => {
  test('has what scripts read', () => {
    expect(toPm2(details({ watch: ['/srv/api'], maxMemory: 1e9, env: { A: '1' } }))).toMatchObject({
      pid: 4242,
      name: 'api',
      pm_id: 0,
      monit: { memory: 45 * 1024 * 1024, cpu: 1.4 },
      pm2_env: {
        status: 'online',
        pm_uptime: 1_700_000_000_000,
        restart_time: 0,
        unstable_restarts: 0,
        exec_mode: 'fork_mode',
        pm_exec_path: '/srv/api/app.js',
        pm_cwd: '/srv/api',
        pm_out_log_path: '/home/deploy/.pmx/logs/api-out.log',
        pm_err_log_path: '/home/deploy/.pmx/logs/api-error.log',
        instances: 1,
        namespace: 'default',
        version: '1.2.3',
        node_version: '20.20.2',
        watch: ['/srv/api'],
        max_memory_restart: 1e9,
        exit_code: null,
        username: 'deploy',
        NODE_APP_INSTANCE: 0,
        env: { A: '1' },
      },
    });
  });

  test('no process is pid 0, and an exit by signal is not exit code 0', () => {
    const app = details({ pid: null, status: 'errored', lastExit: { kind: 'signal', signal: 'SIGKILL' } });
    expect(toPm2(app)).toMatchObject({ pid: 0, pm2_env: { exit_code: null, exit_signal: 'SIGKILL' } });
  });
});

/** What the lists tell, to people and to programs. */

import { join } from 'node:path';
import { inspect } from 'node:util';
import { e2e, fixture } from '../support';

const CORE = {
  status: 'online',
  pm_uptime: expect.any(Number),
  restart_time: 0,
  unstable_restarts: 0,
  created_at: expect.any(Number),
  exec_mode: 'fork_mode',
  pm_exec_path: fixture('idle.js'),
  pm_cwd: expect.any(String),
  pm_out_log_path: expect.any(String),
  pm_err_log_path: expect.any(String),
  pm_pid_path: expect.any(String),
  instances: 1,
  namespace: 'default',
  node_version: process.versions.node,
  env: expect.any(Object),
  exec_interpreter: expect.any(String),
  node_args: [],
  args: ['x'],
  watch: false,
  autorestart: true,
  username: expect.any(String),
  NODE_APP_INSTANCE: 0,
};

e2e('jlist has the shape that scripts expect', async (home) => {
  const begin = Date.now();
  await home.ok(['start', fixture('idle.js'), '--', 'x']);
  const list = await home.list();
  expect(list).toMatchObject([
    {
      pid: expect.any(Number),
      name: 'idle',
      pm_id: 0,
      monit: { memory: expect.any(Number), cpu: expect.any(Number) },
      pm2_env: CORE,
    },
  ]);
  const [{ pm2_env, monit }] = list as [(typeof list)[0]];
  expect(pm2_env.pm_out_log_path).toBe(join(home.logs, 'idle-out.log'));
  expect(pm2_env.pm_err_log_path).toBe(join(home.logs, 'idle-error.log'));
  expect(pm2_env.pm_uptime).toBeGreaterThanOrEqual(begin);
  expect(pm2_env.pm_uptime).toBeLessThanOrEqual(Date.now());
  expect(pm2_env).toHaveProperty('version');
  await home.waitFor(async () => (await home.app('idle')).monit.memory > 1e6, 'its memory');
  expect(monit.cpu).toBeGreaterThanOrEqual(0);
});

e2e('an empty jlist is an empty array, with nothing before it, by a cold daemon too', async (home) => {
  expect(await home.ok(['jlist'])).toBe('[]\n');
});

e2e('prettylist is what util.inspect makes of it', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  await home.ok(['stop', 'idle']);
  // The app's own version is found beside the start, which does not wait for it.
  await home.waitFor(async () => (await home.app('idle')).pm2_env.version !== 'N/A', 'its version');
  const pretty = await home.ok(['prettylist']);
  expect(pretty.trimEnd()).toBe(inspect(await home.list(), false, null, false));
});

e2e('list --json is versioned, and JSON alone', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const { pid } = await home.app('idle');
  expect(await home.json(['list', '--json'])).toMatchObject({
    version: 1,
    apps: [{ id: 0, name: 'idle', status: 'online', pid }],
  });
});

e2e('the table has no colours on a pipe, and all of its columns', async (home) => {
  await home.ok(['start', fixture('idle.js'), '-n', 'naïve-🚀']);
  const table = await home.ok(['ls']);
  expect(table).not.toContain('\x1b');
  for (const word of [
    'id',
    'name',
    'namespace',
    'mode',
    'pid',
    'uptime',
    'status',
    'cpu',
    'mem',
    'user',
    'watching',
  ]) {
    expect(table).toContain(word);
  }
  expect(table).toContain('naïve-🚀');
});

e2e('pid, id, env, describe', async (home) => {
  await home.ok([
    'start',
    home.config([
      { name: 'a', script: fixture('idle.sh'), instances: 2, env: { GREETING: 'hi', API_TOKEN: 'hush' } },
    ]),
  ]);
  const pids = (await home.list()).map(({ pid }) => pid);
  expect((await home.ok(['pid', 'a'])).trim().split('\n').map(Number)).toEqual(pids);
  expect(await home.ok(['id', 'a'])).toMatch(/0.*1/s);
  const env = await home.ok(['env', '0']);
  expect(env).toContain('hi');
  expect(env).not.toContain('hush');
  expect(await home.ok(['describe', '0'])).toContain(fixture('idle.sh'));
});

e2e('ping answers, and tells the truth when nobody is there', async (home) => {
  await home.ok(['start', fixture('idle.sh')]);
  await home.ok(['ping']);
});

/** Start order: who depends waits, is refused where waiting makes no sense, and is stopped first. */

import { e2e, fixture, type TestHome } from '../support';

/** Whether the app is in the list already, and waits for db. */
async function waits(home: TestHome, name: string): Promise<boolean> {
  const [app] = await home.instances(name);
  return app?.pm2_env.cause === 'waits for db to be ready';
}

const sleeper = (name: string, more: object = {}) => ({ name, script: 'sleep 1000', ...more });

e2e('an app starts when what it depends on is ready, and not before', async (home) => {
  const apps = [
    sleeper('web', { depends_on: { db: 'ready', migrate: 'completed' } }),
    sleeper('db', { readiness: { command: `test -f ${home.work}/up`, interval: 50, timeout: '20s' } }),
    { name: 'migrate', script: 'echo done', autorestart: false, depends_on: 'db' },
  ];
  const started = home.pmx(['start', home.config(apps)]);
  await home.waitFor(() => waits(home, 'web'), 'web to wait');
  expect((await home.app('migrate')).pid).toBe(0);
  home.write('up', '');
  expect((await started).code).toBe(0);
  expect((await home.app('web')).pm2_env.status).toBe('online');
  expect(home.ownLogs()).toMatch(/db \(1\): online[\s\S]*migrate \(2\): started[\s\S]*web \(0\): started/);
});

e2e('a cycle is an error that names it, and nothing is started', async (home) => {
  const apps = [
    sleeper('a', { depends_on: 'b' }),
    sleeper('b', { depends_on: 'c' }),
    sleeper('c', { depends_on: 'a' }),
  ];
  expect(await home.fails(['start', home.config(apps)])).toContain('a → b → c → a');
  expect(await home.list()).toEqual([]);
});

e2e('a dependency that is not there is an error with the nearest name', async (home) => {
  const apps = [sleeper('web', { depends_on: 'databse' }), sleeper('database')];
  expect(await home.fails(['start', home.config(apps)])).toContain('Did you mean database?');
  expect(await home.list()).toEqual([]);
});

e2e('waiting for the completion of what is always restarted is an error', async (home) => {
  const apps = [sleeper('web', { depends_on: { job: 'completed' } }), { name: 'job', script: 'echo done' }];
  expect(await home.fails(['start', home.config(apps)])).toContain('autorestart: false');
});

e2e('when a dependency fails, its dependents are not started, and the command says so', async (home) => {
  const apps = [
    sleeper('web', { depends_on: { migrate: 'completed' }, max_restarts: 0 }),
    { name: 'migrate', script: 'exit 3', autorestart: false },
  ];
  const complaint = await home.fails(['start', home.config(apps)]);
  expect(complaint).toContain('exited with code 3');
  expect(complaint).toContain('it depends on migrate, which is errored');
  expect((await home.app('web')).pid).toBe(0);
});

e2e('they are stopped in reverse order', async (home) => {
  const apps = [
    { name: 'db', script: fixture('idle.js') },
    { name: 'web', script: fixture('slow-stop.js'), env: { SLOW: 1_000 }, depends_on: 'db' },
  ];
  await home.ok(['start', home.config(apps)]);
  await home.ok(['stop', 'all']);
  expect(home.ownLogs()).toMatch(/web \(1\): stopped[\s\S]*db \(0\): (exited|was ended)/);
});

e2e('what waits can be stopped, and its program was never started', async (home) => {
  const apps = [
    sleeper('web', { depends_on: 'db' }),
    sleeper('db', { wait_ready: true, listen_timeout: '30s' }),
  ];
  const started = home.pmx(['start', home.config(apps)]);
  await home.waitFor(() => waits(home, 'web'), 'web to wait');
  await home.ok(['stop', 'web']);
  expect((await home.app('web')).pm2_env.status).toBe('stopped');
  await home.ok(['stop', 'db']);
  expect((await started).code).toBe(1);
  expect(home.ownLogs()).not.toMatch(/web \(0\): started/);
});

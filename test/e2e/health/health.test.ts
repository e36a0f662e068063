/** Health checks: an unhealthy instance is restarted in fork mode, and replaced in cluster mode. */

import { e2e, freePort, get } from '../support';

const SERVER = `
let ok = true;
require('node:http').createServer((request, response) => {
  if (request.url === '/sick') ok = false;
  if (request.url === '/block') for (;;);
  response.writeHead(request.url === '/health' && !ok ? 503 : 200);
  response.end(String(process.pid));
}).listen(process.env.PORT);
`;

const QUICK = { interval: 200, timeout: 1_000, threshold: 2, start_period: 0 };

e2e('an HTTP check that fails restarts the app, and says why', async (home) => {
  const port = await freePort();
  const script = home.write('server.js', SERVER);
  await home.ok([
    'start',
    home.config([{ name: 'api', script, port, health: { http: '/health', ...QUICK } }]),
  ]);
  const { pid } = await home.app('api');
  await get(port, '/sick');
  await home.waitFor(async () => {
    const app = await home.app('api');
    return app.pm2_env.status === 'online' && app.pid !== pid;
  }, 'another process');
  expect(home.ownLogs()).toContain('failed its health check 2 times: answered with status 503');
  expect((await home.app('api')).pm2_env.restart_time).toBe(1);
});

e2e('a healthy app is left alone', async (home) => {
  const port = await freePort();
  const script = home.write('server.js', SERVER);
  await home.ok(['start', home.config([{ name: 'api', script, port, health: { tcp: port, ...QUICK } }])]);
  const { pid } = await home.app('api');
  const checked = home.write('checked.js', SERVER);
  await home.ok(['start', checked, '--name', 'other']);
  expect((await home.app('api')).pid).toBe(pid);
});

e2e('a worker whose event loop is blocked is replaced, and no other is touched', async (home) => {
  const port = await freePort();
  const script = home.write('server.js', SERVER);
  const health = { heartbeat: true, ...QUICK, timeout: 3_000 };
  await home.ok([
    'start',
    home.config([
      { name: 'web', script, port, instances: 2, exec_mode: 'cluster', kill_timeout: 500, health },
    ]),
  ]);
  const before = (await home.instances('web')).map(({ pid }) => pid);
  await get(port, '/block').catch(() => {});
  await home.waitFor(async () => {
    const now = await home.instances('web');
    return (
      now.every(({ pm2_env }) => pm2_env.status === 'online') && now.some(({ pid }) => !before.includes(pid))
    );
  }, 'another worker');
  const after = (await home.instances('web')).map(({ pid }) => pid);
  expect(after.filter((pid) => before.includes(pid))).toHaveLength(1);
  expect(home.ownLogs()).toContain('its event loop has been blocked');
});

e2e('a readiness probe makes start wait, and a probe that never succeeds fails it', async (home) => {
  const port = await freePort();
  const late = home.write('late.js', `setTimeout(() => { ${SERVER} }, 700);`);
  await home.ok([
    'start',
    home.config([{ name: 'late', script: late, port, readiness: { http: '/health' } }]),
  ]);
  expect(await get(port, '/health')).toBe(String((await home.app('late')).pid));
  const never = { name: 'never', script: 'sleep 1000', readiness: { tcp: await freePort(), timeout: 600 } };
  expect(await home.fails(['start', home.config([never])])).toContain('was not ready within 600 ms');
});

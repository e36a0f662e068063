/** What happens when a program ends by itself. */

import { e2e, fixture, signal } from '../support';

e2e('a killed program is back with another pid', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const { pid } = await home.app('idle');
  signal(pid, 'SIGKILL');
  const next = await home.waitFor(async () => {
    const app = await home.app('idle');
    return app.pm2_env.status === 'online' && app.pid !== pid && app;
  }, 'the successor');
  expect(next.pm2_env.restart_time).toBe(1);
  expect(await home.ok(['describe', 'idle'])).toContain('SIGKILL');
});

e2e('a crash loop ends errored, with its cause', async (home) => {
  const options = ['--max-restarts', '3', '--restart-delay', '10'];
  await home.fails(['start', fixture('exit.js'), ...options, '--', '3', '50']);
  const { pm2_env } = await home.waitForStatus('exit', 'errored');
  expect(pm2_env.exit_code).toBe(3);
  expect(home.announcements().length).toBeLessThanOrEqual(5);
  expect(await home.ok(['describe', 'exit'])).toMatch(/code 3\b/);
});

e2e('pauses between restarts grow', async (home) => {
  await home.pmx(['start', fixture('exit.js'), '--exp-backoff-restart-delay', '200', '--', '1', '10']);
  const times: number[] = [];
  await home.waitFor(() => {
    while (times.length < home.announcements().length) times.push(performance.now());
    return times.length >= 4;
  }, 'four runs');
  expect(times[3]! - times[2]!).toBeGreaterThan(times[2]! - times[1]!);
  expect((await home.app('exit')).pm2_env.status).toMatch(/waiting restart|launching/);
});

e2e('no restart after a stop_exit_code, nor with autorestart off', async (home) => {
  const file = home.config([
    { name: 'done', script: fixture('exit.js'), args: ['4', '1500'], stop_exit_codes: [4] },
    { name: 'once', script: fixture('exit.js'), args: ['5', '1500'], autorestart: false },
  ]);
  await home.ok(['start', file]);
  expect((await home.waitForStatus('done', 'stopped')).pm2_env.exit_code).toBe(4);
  expect((await home.waitForStatus('once', 'errored')).pm2_env.exit_code).toBe(5);
  expect(home.announcements()).toHaveLength(2);
});

e2e('a death by signal never counts as exit 0', async (home) => {
  await home.ok(['start', fixture('idle.sh'), '--stop-exit-codes', '0']);
  const { pid } = await home.app('idle');
  signal(pid, 'SIGTERM');
  await home.waitFor(() => home.announcements().length === 2, 'the successor');
});

e2e('stop while it waits for its restart', async (home) => {
  await home.fails(['start', fixture('throw.js'), '--restart-delay', '600000']);
  await home.waitForStatus('throw', 'waiting restart');
  await home.ok(['stop', 'throw']);
  expect((await home.app('throw')).pm2_env.status).toBe('stopped');
});

e2e('restart brings a waiting or errored app up at once, and reset forgets its restarts', async (home) => {
  home.write(
    'flag.js',
    'if (!require("fs").existsSync("ok")) throw new Error("not yet"); setInterval(() => {}, 1e6)',
  );
  await home.fails(['start', 'flag.js', '--restart-delay', '600000']);
  home.write('ok', '');
  await home.ok(['restart', 'flag']);
  expect((await home.app('flag')).pm2_env.status).toBe('online');
  await home.ok(['reset', 'flag']);
  expect((await home.app('flag')).pm2_env.restart_time).toBe(0);
});

e2e('a program above its memory limit is replaced within seconds', async (home) => {
  await home.ok(['start', fixture('leak.js'), '--max-memory-restart', '200M']);
  const { pid } = await home.app('leak');
  await home.waitFor(async () => (await home.app('leak')).pid !== pid, 'another process');
});

e2e('a saved file restarts a watched app once, an ignored one never', async (home) => {
  home.write(
    'watched/app.js',
    'require("fs").appendFileSync(process.env.ANNOUNCE, \'{"pid":\' + process.pid + "}\\n"); setInterval(() => {}, 1e6)',
  );
  home.write('watched/node_modules/x.js', '');
  await home.ok(['start', 'app.js', '--watch'], { cwd: `${home.work}/watched` });
  for (let count = 0; count < 100; count += 1) home.write('watched/node_modules/x.js', String(count));
  home.write('watched/lib.js', '1');
  await home.waitFor(() => home.announcements().length === 2, 'the restart');
  await home.waitForStatus('app', 'online');
  expect((await home.app('app')).pm2_env.restart_time).toBe(1);
});

e2e('cron restarts', async (home) => {
  await home.pmx(['start', fixture('idle.js'), '--cron', '* * * * * *']);
  await home.waitFor(() => home.announcements().length >= 3, 'two restarts');
});

/** What happens when a program ends by itself. */

import { renameSync } from 'node:fs';
import type { JournalEntry } from '@pmx/protocol';
import { e2e, fixture, signal } from '../support';

/** However slow the machine is, no run is long enough to count as stable. */
const EACH_TOO_SHORT = { min_uptime: '10m' };

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
  const app = { script: fixture('exit.js'), args: ['3'], ...EACH_TOO_SHORT };
  await home.fails(['start', home.config([{ ...app, name: 'exit', max_restarts: 3, restart_delay: 10 }])]);
  const { pm2_env } = await home.waitForStatus('exit', 'errored');
  expect(pm2_env.exit_code).toBe(3);
  expect(home.announcements()).toHaveLength(4);
  expect(await home.ok(['describe', 'exit'])).toMatch(/code 3\b/);
});

e2e('pauses between restarts grow', async (home) => {
  const script = home.write(
    'crash.js',
    `require(${JSON.stringify(fixture('announce.js'))})({ up: Date.now() }); process.exit(1);`,
  );
  const app = { name: 'crash', script, exp_backoff_restart_delay: 200, ...EACH_TOO_SHORT };
  await home.fails(['start', home.config([app])]);
  await home.waitFor(() => home.announcements().length >= 5, 'five runs');
  const { entries } = await home.json<{ entries: JournalEntry[] }>(['history', 'crash', '--json']);
  const pauses = entries
    .flatMap(({ message }) => /next start in (\d+) ms/.exec(message)?.[1] ?? [])
    .map(Number);
  expect(pauses.length).toBeGreaterThanOrEqual(3);
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  // The first restart comes at once; the others are as far apart as was said, give or take how clocks are rounded.
  const ups = home.announcements().map(({ up }) => Number(up));
  for (const [index, pause] of pauses.slice(0, 3).entries()) {
    expect(ups[index + 2]! - ups[index + 1]!).toBeGreaterThan(pause - 5);
  }
  await home.waitForStatus('crash', 'waiting restart');
});

e2e('no restart after a stop_exit_code, nor with autorestart off', async (home) => {
  const file = home.config([
    { name: 'done', script: fixture('exit.js'), args: ['4', 'SIGUSR2'], stop_exit_codes: [4] },
    { name: 'once', script: fixture('exit.js'), args: ['5', 'SIGUSR2'], autorestart: false },
  ]);
  await home.ok(['start', file]);
  for (const { pid } of home.announcements()) signal(pid, 'SIGUSR2');
  expect((await home.waitForStatus('done', 'stopped')).pm2_env.exit_code).toBe(4);
  expect((await home.waitForStatus('once', 'errored')).pm2_env.exit_code).toBe(5);
  expect(home.announcements()).toHaveLength(2);
});

e2e('a death by signal never counts as exit 0', async (home) => {
  await home.ok(['start', fixture('idle.sh'), '--stop-exit-codes', '0']);
  const { pid } = await home.waitFor(() => home.announcements()[0], 'the program');
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
  // Its name comes with all of it: written in place, it could be seen empty first, and that would be a change, too.
  renameSync(home.write('lib.js', '1'), `${home.work}/watched/lib.js`);
  await home.waitFor(() => home.announcements().length === 2, 'the restart');
  await home.waitForStatus('app', 'online');
  expect((await home.app('app')).pm2_env.restart_time).toBe(1);
});

e2e('cron restarts', async (home) => {
  await home.pmx(['start', fixture('idle.js'), '--cron', '* * * * * *']);
  await home.waitFor(() => home.announcements().length >= 3, 'two restarts');
});

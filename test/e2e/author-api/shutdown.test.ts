/** What an app puts away in onShutdown is put away before pmx goes on. */

import { e2e } from '../support';
import { fixture, MODES, output } from './support';

const cleanUp = (reason: string): string => `cleaning up: ${reason}\ncleaned up\ngone\n`;

e2e.each(MODES)('a clean-up of 2 s completes on restart, reload and stop: %s', async (home, mode, args) => {
  await home.ok(['start', fixture('app.cjs'), ...args]);
  expect((await home.app('app')).pm2_env.exec_mode).toContain(mode);
  for (const [index, verb] of ['restart', 'reload', 'stop'].entries()) {
    await home.ok([verb, 'app']);
    expect(await output(home)).toBe(cleanUp('SIGINT').repeat(index + 1));
  }
  expect((await home.app('app')).pm2_env).toMatchObject({ status: 'stopped', exit_code: 0 });
});

e2e.each(MODES)('the message of shutdown_with_message asks for it, too: %s', async (home, _mode, args) => {
  const env = { CLEANUP: '1' };
  await home.ok(['start', fixture('app.mjs'), '--shutdown-with-message', ...args], { env });
  await home.ok(['stop', 'app']);
  expect(await output(home)).toBe(cleanUp('shutdown'));
  expect((await home.app('app')).pm2_env.exit_code).toBe(0);
});

e2e.each(MODES)('the app hears of its own stop_signal: %s', async (home, mode) => {
  const app = { name: 'app', script: fixture('app.mjs'), exec_mode: mode, env: { CLEANUP: 1 } };
  await home.ok(['start', home.config([{ ...app, stop_signal: 'SIGUSR2' }])]);
  await home.ok(['stop', 'app']);
  expect(await output(home)).toBe(cleanUp('SIGUSR2'));
});

e2e('kill_timeout still applies', async (home) => {
  await home.ok(['start', fixture('app.cjs'), '-k', '2000'], { env: { CLEANUP: '60000' } });
  const { time } = await home.pmx(['stop', 'app']);
  expect(time).toBeLessThan(20_000);
  expect(await output(home)).toBe('cleaning up: SIGINT\n');
  expect((await home.app('app')).pm2_env).toMatchObject({ exit_code: null, exit_signal: 'SIGKILL' });
});

e2e.each(MODES)('without the agent it works by signal: %s', async (home, mode) => {
  const app = { name: 'app', script: fixture('app.cjs'), exec_mode: mode, env: { CLEANUP: 1 } };
  await home.ok(['start', home.config([{ ...app, agent: false }])]);
  await home.ok(['stop', 'app']);
  expect(await output(home)).toBe(cleanUp('SIGINT'));
});

e2e('in cluster mode the message needs no agent', async (home) => {
  const app = { name: 'app', script: fixture('app.cjs'), exec_mode: 'cluster', env: { CLEANUP: 1 } };
  await home.ok(['start', home.config([{ ...app, agent: false, shutdown_with_message: true }])]);
  await home.ok(['stop', 'app']);
  expect(await output(home)).toBe(cleanUp('shutdown'));
});

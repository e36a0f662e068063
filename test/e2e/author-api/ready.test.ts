/** ready() is what wait_ready waits for. */

import { e2e } from '../support';
import { fixture, MODES } from './support';

const CASES = MODES.flatMap(([mode, args]) =>
  ['app.cjs', 'app.mjs'].map((file): [string, string, string[]] => [`${mode}, ${file}`, file, args]),
);

e2e.each(CASES)('start is through when the app is ready, not before: %s', async (home, _case, file, args) => {
  const readyFile = `${home.work}/ready`;
  const options = { env: { READY_FILE: readyFile, CLEANUP: '1' } };
  const start = home.ok(['start', fixture(file), '--wait-ready', ...args], options);
  await home.waitFor(() => home.announcements()[0], 'the app to listen');
  expect((await home.app('app')).pm2_env.status).toBe('launching');
  home.write('ready', '');
  await start;
  expect((await home.app('app')).pm2_env.status).toBe('online');
});

e2e('in cluster mode it needs no agent', async (home) => {
  const app = { name: 'app', script: fixture('app.cjs'), exec_mode: 'cluster', env: { CLEANUP: 1 } };
  await home.ok(['start', home.config([{ ...app, agent: false, wait_ready: true }])]);
  expect((await home.app('app')).pm2_env.status).toBe('online');
});

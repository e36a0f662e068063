/** The daemon leaves with all apps, as a service manager's stop has it: the list remembers what was up. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as client from '../../../packages/client/src/main';
import { e2e, fixture, pmxProcesses, root, type TestHome } from '../support';

const { connect } = require(join(root, 'dist/client.cjs')) as typeof client;

async function leaveWithApps(home: TestHome): Promise<number> {
  const pmx = await connect({ home: home.home, launch: false });
  try {
    return (await pmx.call('leave', { apps: 'stop' })).stopped;
  } finally {
    pmx.disconnect();
    await home.waitFor(() => pmxProcesses(home.home).length === 0, 'the end of pmx');
  }
}

e2e('apps end gracefully, who depends first; the next daemon starts what was up, uncounted', async (home) => {
  const script = home.write(
    'graceful.js',
    `process.on('SIGINT', () => {
       require('node:fs').appendFileSync(${JSON.stringify(join(home.work, 'ended'))}, process.env.NAME + '\\n');
       process.exit(0);
     });
     require(${JSON.stringify(fixture('idle.js'))});`,
  );
  const app = (name: string, fields: object = {}) => ({ name, script, env: { NAME: name }, ...fields });
  await home.ok(['start', home.config([app('db'), app('web', { depends_on: ['db'] }), app('off')])]);
  await home.ok(['stop', 'off']);
  const before = await home.list();
  expect(await leaveWithApps(home)).toBe(2);
  expect(readFileSync(join(home.work, 'ended'), 'utf8').trim().split('\n')).toEqual(['off', 'web', 'db']);
  const after = await home.waitFor(async () => {
    const list = await home.list();
    return list.filter(({ pm2_env }) => pm2_env.status === 'online').length === 2 && list;
  }, 'the apps');
  const facts = (list: typeof after) =>
    list.map(({ name, pm_id, pm2_env }) => [name, pm_id, pm2_env.status, pm2_env.restart_time]);
  expect(facts(after)).toEqual(facts(before));
  expect(
    after.map(({ pid }) => pid).filter((pid) => before.some((old) => old.pid === pid && pid !== 0)),
  ).toEqual([]);
});

e2e('clustered apps come back, too', async (home) => {
  await home.ok(['start', fixture('http.js'), '-i', '2']);
  expect(await leaveWithApps(home)).toBe(2);
  await home.waitFor(async () => {
    const list = await home.list();
    return (
      list.length === 2 &&
      list.every(({ pm2_env }) => pm2_env.status === 'online' && pm2_env.restart_time === 0)
    );
  }, 'both instances');
});

/** The list on disk: save, resurrect, and broken files. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture } from '../support';

const app = (name: string, more: object = {}) => ({ name, script: fixture('idle.sh'), ...more });

e2e('save and resurrect bring the list back, the stopped ones stopped', async (home) => {
  await home.ok([
    'start',
    home.config([app('up'), app('down'), app('many', { instances: 2, namespace: 'n' })]),
  ]);
  await home.ok(['stop', 'down']);
  await home.ok(['save']);
  await home.ok(['kill']);
  await home.ok(['resurrect']);
  const list = (await home.list()).map(
    ({ name, pm2_env }) => `${name} ${pm2_env.status} ${pm2_env.namespace}`,
  );
  expect(list).toEqual(['up online default', 'down stopped default', 'many online n', 'many online n']);
});

e2e('an empty list is not saved unless forced', async (home) => {
  await home.ok(['start', home.config([app('a')])]);
  await home.ok(['save']);
  await home.ok(['delete', 'all']);
  await home.fails(['save']);
  await home.ok(['resurrect']);
  expect(await home.list()).toHaveLength(1);
  await home.ok(['delete', 'all']);
  await home.ok(['save', '--force']);
});

e2e('resurrect without a saved list fails', async (home) => {
  expect(await home.fails(['resurrect'])).toMatch(/save/);
});

e2e('a broken saved list is set aside, and its backup is used', async (home) => {
  await home.ok(['start', home.config([app('first')])]);
  await home.ok(['save']);
  await home.ok(['start', home.config([app('second')])]);
  await home.ok(['save']);
  await home.ok(['kill']);
  const dump = join(home.home, 'dump.json');
  writeFileSync(dump, readFileSync(dump, 'utf8').slice(0, 50));
  const { code, stdout, stderr } = await home.pmx(['resurrect']);
  expect(code).toBe(0);
  expect(stdout + stderr).toContain('dump.json');
  expect((await home.list()).map(({ name }) => name)).toContain('first');
  expect(readdirSync(home.home).filter((name) => /broken|corrupt/.test(name))).toHaveLength(1);
});

e2e('a broken state file does not keep the daemon from coming up', async (home) => {
  await home.ok(['start', home.config([app('a')])]);
  await home.ok(['kill']);
  writeFileSync(join(home.home, 'state.json'), '{"apps": [');
  await home.ok(['ls']);
  await home.ok(['start', home.config([app('a')])]);
});

e2e('what is written is for its owner only', async (home) => {
  await home.ok(['start', home.config([app('a', { env: { SECRET: 'x' } })])]);
  await home.ok(['save']);
  const { statSync } = await import('node:fs');
  expect(statSync(home.home).mode & 0o777).toBe(0o700);
  const open = readdirSync(home.home, { recursive: true, encoding: 'utf8' }).filter(
    // One that has just taken its place under another name is looked at there.
    (name) => ((statSync(join(home.home, name), { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
  );
  expect(open).toEqual([]);
});

/** examples/dependencies: the database, then the migration, then the web servers. */

import { e2e, freePort, get } from '../support';
import { example, output, statuses } from './support';

const CONFIG = example('dependencies/ecosystem.config.js');

const STARTED = ['db online', 'migrate stopped', 'web online', 'web online'];

e2e('start, reload, stop', async (home) => {
  const env = { PORT: String(await freePort()), DB_PORT: String(await freePort()) };
  const port = Number(env.PORT);
  await home.ok(['start', CONFIG], { env });
  expect(await statuses(home)).toEqual(STARTED);
  expect(await output(home, 'migrate')).toBe('The schema is at version 7.\n');
  expect(await get(port)).toMatch(/^Schema 7, process \d+\n$/);

  const [old] = await home.instances('web');
  await home.ok(['reload', 'web']);
  expect(await get(port)).toMatch(/^Schema 7, process \d+\n$/);
  expect((await home.instances('web')).map(({ pid }) => pid)).not.toContain(old!.pid);

  await home.ok(['stop', 'all']);
  expect(new Set(await statuses(home))).toEqual(new Set(['db stopped', 'migrate stopped', 'web stopped']));
});

e2e('without the database, nothing that needs it is started', async (home) => {
  const env = { PORT: String(await freePort()), DB_PORT: String(await freePort()) };
  expect(await home.fails(['start', home.write('no-db.config.js', noDatabase())], { env })).toContain('db');
  expect((await home.list()).filter(({ pid }) => pid > 0)).toEqual([]);
  expect((await output(home, 'migrate')) + (await output(home, 'web'))).toBe('');
});

/** The example's own config, with a database that ends at once. */
const noDatabase = (): string => `
  const config = require(${JSON.stringify(CONFIG)});
  const [db, ...rest] = config.apps;
  module.exports = { apps: [{ ...db, script: 'exit 3', autorestart: false }, ...rest] };`;

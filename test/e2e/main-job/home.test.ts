/** The home: who may use it, and how long its path may be. */

import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture } from '../support';

e2e('one that others may write to is refused', async (home) => {
  mkdirSync(home.home);
  chmodSync(home.home, 0o777);
  expect(await home.fails(['ls'])).toContain(home.home);
  expect(existsSync(join(home.home, 'daemon.pid'))).toBe(false);
});

e2e('daemon.pid, keeper.pid and the log files are where they are said to be', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  for (const file of ['daemon.pid', 'keeper.pid', 'logs/idle-out.log', 'logs/idle-error.log']) {
    expect(existsSync(join(home.home, file))).toBe(true);
  }
});

e2e('init writes a config that loads', async (home) => {
  await home.ok(['init']);
  expect(existsSync(join(home.work, 'ecosystem.config.js'))).toBe(true);
  await home.fails(['init']);
});

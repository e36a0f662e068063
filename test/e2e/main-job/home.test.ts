/** The home: who may use it, and how long its path may be. */

import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createHome, e2e, fixture, isAlive, signal, waitForEnd } from '../support';

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

e2e(
  'a path too long for the name of a socket works',
  async (home) => {
    await home.ok(['start', fixture('idle.js')]);
    const { pid } = await home.app('idle');
    const daemon = home.daemonPid();
    signal(daemon, 'SIGKILL');
    await waitForEnd(daemon);
    expect((await home.app('idle')).pid).toBe(pid);
  },
  { homeName: 'h'.repeat(150) },
);

e2e('two homes know nothing of each other', async (home) => {
  const other = createHome();
  try {
    await home.ok(['start', fixture('idle.js')]);
    expect(await other.list()).toEqual([]);
    await other.ok(['kill']);
    expect(isAlive((await home.app('idle')).pid)).toBe(true);
  } finally {
    await other.dispose();
  }
});

e2e('--no-daemon stays in the foreground, and ends the programs with itself', async (home) => {
  const command = home.pmx(['start', fixture('idle.js'), '--no-daemon']);
  const { pid } = await home.waitFor(() => home.announcements()[0], 'the program');
  await home.ok(['kill']);
  await command;
  expect([pid, home.daemonPid()].filter((own) => own > 0 && isAlive(own))).toEqual([]);
});

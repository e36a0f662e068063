/** What the dashboard does to a terminal: it takes it, and leaves it as it was, however it ends. */

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fixture, isAlive, signal, until } from '../support';
import { scene } from './scene';
import { AS_BEFORE, type Terminal } from './terminal';

/** The shell's own lines are there again, and nothing of the dashboard. */
async function leftAlone(terminal: Terminal, before: string, code: number): Promise<void> {
  await terminal.shows(`left with ${code}`);
  expect(await terminal.modes()).toEqual(AS_BEFORE);
  const screen = await terminal.screen();
  expect(screen.startsWith(before)).toBe(true);
  expect(screen).not.toMatch(/── (list|charts)/);
  // The line discipline is the shell's again: what is typed shows, and Enter ends the line.
  await terminal.command('echo typed');
  await terminal.shows(/^typed$/m);
}

const ENDINGS: [how: string, end: (terminal: Terminal) => Promise<void>, code: number][] = [
  ['q', (terminal) => terminal.press('q'), 0],
  ['Ctrl-C', (terminal) => terminal.press('C-c'), 0],
  ['SIGTERM', async (terminal) => signal(await terminal.monitPid(), 'SIGTERM'), 0],
  ['SIGHUP', async (terminal) => signal(await terminal.monitPid(), 'SIGHUP'), 0],
  ['SIGINT', async (terminal) => signal(await terminal.monitPid(), 'SIGINT'), 0],
];

for (const [how, end, code] of ENDINGS) {
  scene(`ended by ${how}: the terminal is as it was`, async (terminal, home) => {
    await home.ok(['start', fixture('idle.sh'), '--name', 'shell']);
    await terminal.command('echo a line from before');
    const before = (await terminal.shows(/^a line from before$/m)).trimEnd();
    await terminal.monit();
    expect(await terminal.modes()).toEqual({ alternateScreen: true, cursor: false, mouse: true });
    await end(terminal);
    await leftAlone(terminal, before, code);
  });
}

scene('a fault of its own: the terminal is as it was, with the fault on it', async (terminal, home) => {
  await home.ok(['start', fixture('idle.sh'), '--name', 'shell']);
  await terminal.monit(`NODE_OPTIONS='--require ${join(__dirname, 'crash-on-signal.cjs')}'`);
  signal(await terminal.monitPid(), 'SIGUSR2');
  await terminal.shows('a fault in the dashboard');
  await leftAlone(terminal, 'ready>', 1);
});

scene('Ctrl-Z gives the terminal to the shell, fg brings the dashboard back', async (terminal, home) => {
  await home.ok(['start', fixture('idle.sh'), '--name', 'shell']);
  await terminal.monit();
  for (const [index, round] of ['first', 'second'].entries()) {
    await terminal.press('C-z');
    // What the shell said the time before is on its screen again.
    await terminal.prompts(
      index === 0 ? /(Stopped|Suspended)/ : /the first time\n[\s\S]*(Stopped|Suspended)/,
    );
    expect(await terminal.modes()).toEqual(AS_BEFORE);
    await terminal.command(`echo the ${round} time`);
    await terminal.shows(`the ${round} time`);
    await terminal.command('fg');
    await terminal.shows(/── list/);
    expect(await terminal.modes()).toEqual({ alternateScreen: true, cursor: false, mouse: true });
    await terminal.press('?');
    await terminal.shows('record a CPU profile');
    await terminal.press('Escape');
    await terminal.lacks('record a CPU profile');
  }
  await terminal.press('q');
  await until(async () => isDeepStrictEqual(await terminal.modes(), AS_BEFORE), 'the screen of the shell');
  // Below what the shell wrote, not over it.
  const screen = await terminal.screen();
  expect(screen.match(/the (first|second) time$/gm)).toHaveLength(4);
});

scene('its terminal goes away: it ends, too', async (terminal, home) => {
  await home.ok(['start', fixture('idle.sh'), '--name', 'shell']);
  await terminal.monit();
  const pid = await terminal.monitPid();
  await terminal.close();
  await until(() => !isAlive(pid), 'the end of the dashboard');
  expect((await home.list()).map(({ pm2_env }) => pm2_env.status)).toEqual(['online']);
});

scene('without a daemon: advice, on a screen that was never taken', async (terminal) => {
  await terminal.command(terminal.monitCommand());
  const screen = await terminal.shows('left with 1');
  expect(screen).toMatch(/pmx start/);
  expect(await terminal.modes()).toEqual(AS_BEFORE);
});

scene('not a terminal: exit 1, and what to use instead', async (_, home) => {
  await home.ok(['start', fixture('idle.sh'), '--name', 'shell']);
  expect(await home.fails(['monit'])).toContain('pmx metrics --json');
});

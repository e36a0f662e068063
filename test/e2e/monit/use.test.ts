/** Using the dashboard: keys, mouse, actions, sizes, and a daemon that goes away and comes back. */

import stringWidth from 'string-width';
import { fixture, signal } from '../support';
import { LARGE, SMALL, scene } from './scene';
import type { Terminal } from './terminal';

/** As xterm sends them in its SGR mode: rows and columns count from 1. */
const click = (row: number, column: number): string => `\x1b[<0;${column};${row}M\x1b[<0;${column};${row}m`;
const wheelDown = (row: number, column: number): string => `\x1b[<65;${column};${row}M`;

/** More than a screen of them: the first ones have left it. */
const FULL_OF_LINES = /── logs .*\n line \d{3,} even/;

const rowOf = async (terminal: Terminal, wanted: RegExp): Promise<number> =>
  (await terminal.shows(wanted)).split('\n').findIndex((line) => wanted.test(line)) + 1;

scene('what runs, with live figures; apps of several instances as a tree', async (terminal, home) => {
  await home.ok(['start', fixture('http.js'), '--name', 'web', '-i', '2']);
  await home.ok(['start', fixture('idle.sh'), '--name', 'shell']);
  await terminal.monit();
  await terminal.shows(/shell +2 online .* \d+(\.\d)?[MK] /);
  await terminal.shows(/▾ web ×2 +2\/2 .*\n.*├ 0 +0 online .*\n.*└ 1 +1 online /);
  // From the agent: heap, and the event loop's delay.
  await terminal.shows(/├ 0 +0 online .* \d+\.\dM +\d+% .*ms/);
  await terminal.press('j');
  await terminal.selects(/web ×2/);
  await terminal.press('Enter');
  await terminal.shows(/▸ web ×2 +2\/2 /);
  await terminal.lacks(/├ 0 /);
  await terminal.press('Right', 'j', 'j');
  await terminal.selects(/└ 1/);
  await terminal.press('g');
  await terminal.selects(/shell/);
  await terminal.press('G', 'k');
  await terminal.selects(/├ 0/);
});

scene(
  'charts of the selection, filled by what the daemon remembers',
  async (terminal, home) => {
    await home.ok(['start', fixture('http.js'), '--name', 'web']);
    await terminal.monit();
    await terminal.shows(/heap .*loop|loop .*heap/is);
    await terminal.shows('web (0)');
    await terminal.shows(/[\u2801-\u28ff]/);
  },
  { size: LARGE },
);

scene('its output, live, filtered, paused, scrolled back', async (terminal, home) => {
  home.write(
    'count.js',
    'let n = 0; setInterval(() => console.log("line", n++, n % 2 ? "odd" : "even"), 20);',
  );
  await home.ok(['start', 'count.js']);
  await terminal.monit();
  await terminal.press('l');
  await terminal.shows(/line \d+ odd/);
  await terminal.press('/');
  await terminal.press('e', 'v', 'e', 'n', 'Enter');
  await terminal.lacks(/line \d+ odd/);
  await terminal.shows(/line \d+ even/);
  await terminal.shows(FULL_OF_LINES);
  await terminal.press('PageUp');
  // It stands still while more comes.
  await terminal.shows(/[1-9]\d* below/);
  const before = await terminal.settled();
  const first = /line \d+ even/.exec(before)![0];
  const below = / \d+ below/.exec(before)![0];
  await terminal.lacks(below);
  expect(/line \d+ even/.exec(await terminal.settled())![0]).toBe(first);
  await terminal.press('G', 'Space');
  await terminal.shows(/paused, [1-9]\d* new/);
  await terminal.press('Space');
  await terminal.lacks('paused');
});

scene('restart, stop, start, delete: asked for, done, told', async (terminal, home) => {
  await home.ok(['start', fixture('idle.js'), '--name', 'one']);
  await home.ok(['start', fixture('idle.sh'), '--name', 'two']);
  const { pid } = await home.app('one');
  await terminal.monit();
  await terminal.press('r');
  await terminal.shows(/one \(0\) restarted/);
  expect((await home.app('one')).pid).not.toBe(pid);
  await terminal.press('s');
  await terminal.shows(/one \(0\) stopped/);
  await terminal.shows(/one +0 stopped/);
  await terminal.press('S');
  await terminal.shows(/one \(0\) started/);
  await terminal.press('d');
  await terminal.shows('Delete one (0)?');
  await terminal.press('n');
  await terminal.lacks('Delete one (0)?');
  expect(await home.list()).toHaveLength(2);
  await terminal.press('d');
  await terminal.shows('Delete one (0)?');
  await terminal.press('y');
  await terminal.shows(/one \(0\) deleted/);
  await terminal.selects(/two/);
  expect((await home.list()).map(({ name }) => name)).toEqual(['two']);
});

scene(
  'an action that fails says why',
  async (terminal, home) => {
    home.write(
      'picky.js',
      'if (require("fs").existsSync("broken")) { console.error("no licence"); process.exit(7); } setInterval(() => {}, 1000);',
    );
    await home.ok(['start', 'picky.js', '--restart-delay', '600000']);
    home.write('broken', '');
    await terminal.monit();
    await terminal.press('r');
    await terminal.shows(/restart picky \(0\): .*code 7/);
  },
  { size: LARGE },
);

scene('an instance more, and one less', async (terminal, home) => {
  await home.ok(['start', fixture('http.js'), '--name', 'web', '-i', '2']);
  await terminal.monit();
  await terminal.shows('web ×2');
  await terminal.press('+');
  await terminal.shows('web ×3');
  await terminal.shows(/web scaled/);
  await terminal.press('-');
  await terminal.shows('web ×2');
});

scene('the mouse selects and scrolls', async (terminal, home) => {
  await home.ok(['start', fixture('idle.sh'), '--name', 'alpha']);
  await home.ok(['start', fixture('idle.sh'), '--name', 'beta']);
  await terminal.monit();
  await terminal.selects(/alpha/);
  await terminal.send(click(await rowOf(terminal, /beta/), 5));
  await terminal.selects(/beta/);
  await terminal.send(click(await rowOf(terminal, /alpha/), 70));
  await terminal.selects(/alpha/);
  await terminal.send(wheelDown(await rowOf(terminal, /alpha/), 5));
  await terminal.selects(/beta/);
});

scene('the list is filtered, and the selection stays where it is', async (terminal, home) => {
  for (const name of ['alpha', 'beta', 'gamma']) await home.ok(['start', fixture('idle.sh'), '--name', name]);
  await terminal.monit();
  await terminal.press('j');
  await terminal.selects(/beta/);
  await terminal.press('/', 'e', 't', 'Enter');
  await terminal.lacks(/^.alpha/m);
  await terminal.selects(/beta/);
  await terminal.press('Escape');
  await terminal.shows(/^.alpha/m);
  await terminal.selects(/beta/);
  await home.ok(['delete', 'alpha']);
  await terminal.lacks(/^.alpha/m);
  await terminal.selects(/beta/);
});

scene('any size: what does not fit is left out, too small says so', async (terminal, home) => {
  await home.ok(['start', fixture('http.js'), '--name', 'web', '-i', '2']);
  await terminal.monit();
  await terminal.resize(LARGE);
  await terminal.shows(/── charts .*── logs /);
  await terminal.resize({ width: 20, height: 5 });
  await terminal.lacks('list');
  await terminal.shows('pmx monit needs');
  await terminal.resize({ width: 60, height: 12 });
  await terminal.shows('web ×2');
  await terminal.resize(SMALL);
  await terminal.shows(/^(.*\n){23} \? help/, 'the keys in the last line');
});

scene('wide names keep the columns in line', async (terminal, home) => {
  const names = ['plain', '漢字アプリ', '👩‍👩‍👧-family', 'cafe\u0301', '🚀', '한국어'];
  home.config(names.map((name) => ({ name, script: fixture('idle.sh') })));
  await home.ok(['start', 'apps.json']);
  await terminal.monit();
  await terminal.shows(/plain +\d online/);
  // Drawn over and over, by the terminal's own measure, the columns stay where they are.
  for (const key of ['G', 'g', 'o', 'o', 'o', 'o', 'o']) await terminal.press(key);
  await terminal.shows('by name');
  const screen = await terminal.settled();
  const columns = screen
    .split('\n')
    .filter((line) => / online /.test(line))
    .map((line) => stringWidth(line.slice(0, line.indexOf('online'))));
  expect(columns).toHaveLength(names.length);
  expect(new Set(columns).size).toBe(1);
});

scene('the daemon is killed: it says so, and goes on with the next one', async (terminal, home) => {
  await home.ok(['start', fixture('idle.js'), '--name', 'steady']);
  await home.ok(['start', fixture('idle.sh'), '--name', 'other']);
  await terminal.monit();
  await terminal.press('j');
  await terminal.selects(/steady/);
  // Nobody brings it back before it shows.
  const keeper = home.keeperPid();
  signal(keeper, 'SIGSTOP');
  try {
    signal(home.daemonPid(), 'SIGKILL');
    await terminal.shows('reconnecting');
  } finally {
    signal(keeper, 'SIGCONT');
  }
  await terminal.shows(/steady +0 online/);
  await home.ok(['list']);
  await terminal.lacks('reconnecting');
  await terminal.selects(/steady/);
  await home.ok(['stop', 'steady']);
  await terminal.shows(/steady +0 stopped/);
});

scene('without colours, and with ASCII alone', async (terminal, home) => {
  await home.ok(['start', fixture('http.js'), '--name', 'web', '-i', '2']);
  await terminal.monit('LC_ALL=C NO_COLOR=1');
  await terminal.shows('web');
  const screen = await terminal.colors();
  // Bold, dim and inverse are no colours.
  expect(screen).not.toMatch(/\x1b\[[\d;]*(3|9)[0-7]/);
  expect(await terminal.screen()).toMatch(/^[\x00-\x7f]*$/);
});

/** Output made to break a terminal, quickly, while the terminal changes its size; and a screen that stays still when nothing changes. */

import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fixture, signal, type TestHome, until } from '../support';
import { SMALL, scene } from './scene';
import { AS_BEFORE, type Size, type Terminal } from './terminal';

/** Milliseconds of resizing; PMX_CHAOS=long for the whole of what docs/reliability.md claims. */
const DURATION = process.env.PMX_CHAOS === 'long' ? 300_000 : 6_000;

/** 5,000 lines a second, each kind in turn; a 200 KB line once a second. */
const HOSTILE = `
const kinds = [
  Buffer.from('\\x1b[2J\\x1b[H\\x1b[?1049l\\x1b[?25h\\x1b[31mred\\x1b]0;title\\x07'),
  Buffer.from('\\0\\x07\\b\\b\\b\\r\\v\\f\\x9b2J\\x90q\\x9c'),
  Buffer.from('{red-fg}{bold}{/}{open}{close} %s %d'),
  Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xf0, 0x9f, 0x98, 0xe2, 0x82]),
  Buffer.from('漢字 👩‍👩‍👧‍👦 ❤️ 🇫🇷 e\\u0301\\u0301\\u0301 \\u202etxt.exe\\u202c'),
  Buffer.from('plain'),
];
const long = Buffer.from('{x}\\x1b[5m' + 'w'.repeat(200 * 1024) + '\\n');
const end = Buffer.from('\\n');
let n = 0;
setInterval(() => {
  const chunk = [];
  for (let i = 0; i < 100; i += 1) chunk.push(Buffer.from('n' + n + ' '), kinds[n++ % kinds.length], end);
  if (n % 5000 === 0) chunk.push(long);
  process.stdout.write(Buffer.concat(chunk));
}, 20);
`;

const SIZES: Size[] = [
  SMALL,
  { width: 133, height: 41 },
  { width: 61, height: 13 },
  { width: 20, height: 5 },
];

/** Bytes that the process has resident. */
const residentOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;

async function resizeFor(terminal: Terminal, duration: number): Promise<void> {
  const end = performance.now() + duration;
  for (let turn = 0; performance.now() < end; turn += 1) {
    await terminal.resize(SIZES[turn % SIZES.length]!);
    // A frame of the new size, and not a moment longer.
    await terminal.shows(turn % SIZES.length === 3 ? 'monit needs' : /── (logs|list) /);
  }
  await terminal.resize(SMALL);
}

/** Nothing more comes, and the last that came is on the screen: one that changes may be looked at while it is drawn. */
async function standsStill(terminal: Terminal, home: TestHome): Promise<void> {
  signal((await home.app('hostile')).pid, 'SIGSTOP');
  await until(async () => {
    const last = [...home.log('hostile').matchAll(/^n\d+ /gm)].at(-1)?.[0];
    return last !== undefined && (await terminal.screen()).includes(last);
  }, 'the last line');
  await terminal.settled();
}

/** Every line of the screen, as wide as it may be, and no title, attribute or mode of the program's choice. */
async function isWhole(terminal: Terminal): Promise<void> {
  const screen = await terminal.shows(/^ pmx .*\n── logs {2}hostile.*\n(.*\n){21} \? help/);
  expect(screen).toMatch(/n\d+ /);
  // What was there before shows nowhere through.
  for (const line of screen.split('\n').filter((each) => each.includes('漢字'))) {
    expect(line).toMatch(/漢字 \S+ ❤️? +🇫🇷 \S+ \\u202etxt.exe\\u202c$/);
  }
  expect(screen).not.toContain('reconnecting');
  expect(await terminal.colors()).not.toMatch(/\x1b\[5m/);
  expect((await terminal.tmux('display', '-p', '#{pane_title}')).trim()).not.toBe('title');
  expect(await terminal.modes()).toEqual({ alternateScreen: true, cursor: false, mouse: true });
}

scene(
  'hostile output at 5,000 lines a second while the terminal changes its size',
  async (terminal, home) => {
    home.write('hostile.js', HOSTILE);
    await home.ok(['start', 'hostile.js']);
    await terminal.monit();
    await terminal.press('l');
    await terminal.shows(/n\d+ /);
    const pid = await terminal.monitPid();
    await resizeFor(terminal, DURATION / 2);
    const before = residentOf(pid);
    await resizeFor(terminal, DURATION / 2);
    await standsStill(terminal, home);
    await isWhole(terminal);
    // The heap breathes; a leak of the output (5 MB/s) would be far more.
    expect(residentOf(pid) - before).toBeLessThan(40 * 2 ** 20);
    await terminal.press('C-c');
    await terminal.shows('left with 0');
    expect(await terminal.modes()).toEqual(AS_BEFORE);
  },
  { timeout: DURATION + 180_000 },
);

/** Of a clock. */
const secondsOf = (time: string): number =>
  time.split(':').reduce((seconds, part) => 60 * seconds + Number(part), 0);

/** What is written to the terminal while the clock on it goes on so often, and the seconds that it went on by. */
async function recorded(
  terminal: Terminal,
  home: TestHome,
  ticks: number,
): Promise<{ written: string; seconds: number }> {
  const file = join(home.work, 'written');
  const begin = secondsOf((await terminal.clock())!);
  await terminal.tmux('pipe-pane', '-O', `cat > '${file}'`);
  for (let tick = 0; tick < ticks; tick += 1) await terminal.settled();
  await terminal.tmux('pipe-pane');
  // A busy machine may have skipped some, and midnight may have come.
  const seconds = (secondsOf((await terminal.clock())!) - begin + 86_400) % 86_400;
  await until(() => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0, 'the record');
  return { written: readFileSync(file, 'utf8'), seconds };
}

scene('nothing flickers: only cells that change are written', async (terminal, home) => {
  await home.ok(['start', fixture('idle.sh'), '--name', 'quiet']);
  await home.ok(['start', fixture('idle.sh'), '--name', 'still']);
  await terminal.monit();
  await terminal.press('e');
  await terminal.shows('── events');
  await terminal.settled();
  const { written, seconds } = await recorded(terminal, home, 5);
  // No clearing of the screen or of a line, no names, titles or keys again.
  expect(written).not.toMatch(/\x1b\[\d*[JK]/);
  expect(written).not.toMatch(/quiet|still|events|help/);
  expect(written.length / seconds).toBeLessThan(600);
});

/** The disk of the home is full: apps and commands live on, what is lost is counted, and all recovers. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, isAlive, signal, type TestHome, waitForEnd } from '../../e2e/support';

const onTmpfs = (name: string, body: (home: TestHome) => Promise<void>): void => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') {
    test.skip(`${name} (needs root, to mount a tmpfs)`, () => {});
    return;
  }
  e2e(name, (home) => mounted(home, () => body(home)), { timeout: 120_000 });
};

/** Mounts 10 MB at the home; what runs there ends before it is unmounted. */
async function mounted(home: TestHome, body: () => Promise<void>): Promise<void> {
  mkdirSync(home.home, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=10m,mode=0700', 'tmpfs', home.home]);
  try {
    await body();
  } finally {
    rmSync(filler(home), { force: true });
    await home.pmx(['kill']).catch(() => {});
    execFileSync('umount', ['--lazy', home.home]);
  }
}

const filler = (home: TestHome): string => join(home.home, 'filler');

/** Leaves not a byte. */
function fill(home: TestHome): void {
  for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 4)) {
    try {
      for (;;) writeFileSync(filler(home), Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}

/** Talks while there is the file `talk`, and slowly enough that the disk is not full before the test fills it. */
const TALKER = `
const { existsSync } = require('node:fs');
let count = 0;
require('./beat.js')(() => count);
const say = () => { for (let n = 0; n < 8; n += 1) console.log('line ' + ++count + ' ' + 'x'.repeat(2000)); };
setInterval(() => { if (existsSync(__dirname + '/talk')) say(); }, 20);
`;
/** Tells how far the app is without the disk of the home. */
const BEAT = `
const { renameSync, writeFileSync } = require('node:fs');
module.exports = (count) => setInterval(() => {
  writeFileSync(__dirname + '/beat.new', String(count()));
  renameSync(__dirname + '/beat.new', __dirname + '/beat');
}, 20);
`;

interface Details {
  pid: number;
  droppedBytes: number;
}

const detailsOf = async (home: TestHome): Promise<Details> =>
  (await home.json<{ apps: Details[] }>(['describe', 'talker', '--json'])).apps[0]!;

async function startTalker(home: TestHome): Promise<void> {
  home.write('talker.js', TALKER);
  home.write('beat.js', BEAT);
  home.write('other.js', 'setInterval(() => {}, 1e9)');
  await home.ok(['start', 'talker.js']);
}

const talk = (home: TestHome): string => home.write('talk', '');
const hush = (home: TestHome): void => rmSync(join(home.work, 'talk'));

onTmpfs('apps live on, dropped output is counted, commands work, and all recovers', async (home) => {
  await startTalker(home);
  const pids = [home.daemonPid(), home.keeperPid(), (await detailsOf(home)).pid];
  fill(home);
  talk(home);
  const dropped = await home.waitFor(async () => {
    const { droppedBytes } = await detailsOf(home);
    return droppedBytes > 100_000 && droppedBytes;
  }, 'bytes that are counted as dropped');
  expect(await home.ok(['describe', 'talker'])).toMatch(/dropped output\s+\d/);
  await home.ok(['ls']);
  expect(await home.ok(['stop', 'talker'])).toBeDefined();
  const restarted = await home.pmx(['restart', 'talker']);
  expect(restarted.code).toBe(0);
  const { pid } = await detailsOf(home);
  expect(isAlive(pid)).toBe(true);
  expect([home.daemonPid(), home.keeperPid()]).toEqual(pids.slice(0, 2));

  rmSync(filler(home));
  const before = home.log('talker').length;
  await home.waitFor(() => home.log('talker').length > before + 100_000, 'output after there is space again');
  hush(home);
  await home.ok(['start', 'other.js']);
  expect((await detailsOf(home)).droppedBytes).toBeGreaterThanOrEqual(dropped);
  expect([home.daemonPid(), home.keeperPid()]).toEqual(pids.slice(0, 2));
});

onTmpfs(
  'a new app is refused by name, the old state stays, and a save keeps its file and backup',
  async (home) => {
    await startTalker(home);
    await home.ok(['save']);
    fill(home);
    talk(home);
    const said = await home.fails(['start', 'other.js']);
    expect(said).toContain('PMX_ERR_STATE_WRITE');
    expect(said).toContain('no space left on device');
    expect((await home.list()).map(({ name }) => name)).toEqual(['talker']);
    expect(await home.fails(['save'])).toContain('PMX_ERR_STATE_WRITE');
    const stopped = await home.pmx(['stop', 'talker']);
    expect(stopped.code).toBe(0);
    expect(stopped.stdout + stopped.stderr).toContain('no space left on device');

    hush(home);
    rmSync(filler(home));
    expect(await home.ok(['start', 'other.js'])).not.toContain('no space');
    await home.ok(['delete', 'all']);
    await home.ok(['resurrect']);
    expect((await home.list()).map(({ name }) => name)).toEqual(['talker']);
  },
);

/** Of the keeper that serves now, as the daemon knows it: its pid file may not be written. */
const servingKeeper = async (home: TestHome): Promise<number> =>
  (await home.json<{ keeperPid: number }>(['ping', '--json'])).keeperPid;

onTmpfs('rotation, compression and the loss of the keeper while there is no space', async (home) => {
  home.write('talker.js', TALKER);
  home.write('beat.js', BEAT);
  talk(home);
  await home.ok(['start', home.config([{ script: 'talker.js', max_log_size: '300K', log_keep: 5 }])]);
  const logs = (): string[] => readdirSync(home.logs);
  const rotated = (): number => logs().filter((name) => /talker-out\.\d/.test(name)).length;
  await home.waitFor(() => rotated() >= 2, 'rotated logs');
  const { pid } = await home.app('talker');
  const keeper = await servingKeeper(home);
  const beat = (): number => Number(readFileSync(join(home.work, 'beat'), 'utf8')) || 0;

  fill(home);
  const before = beat();
  await home.waitFor(() => beat() > before + 200, 'the app to go on');
  signal(keeper, 'SIGKILL');
  await waitForEnd(keeper);
  expect(await home.pmx(['ls'])).toMatchObject({ code: 0 });
  expect(isAlive(pid)).toBe(true);

  rmSync(filler(home));
  const next = await home.waitFor(async () => {
    const serving = await servingKeeper(home);
    return serving !== keeper && serving > 0 && serving;
  }, 'another keeper');
  expect(isAlive(next)).toBe(true);
  expect(await home.app('talker')).toMatchObject({ pid });
  const now = beat();
  await home.waitFor(() => beat() > now + 200, 'the app to go on after all');
  // Compression begins when it is quiet.
  await home.ok(['stop', 'talker']);
  await home.waitFor(() => logs().some((name) => name.endsWith('.gz')), 'compressed logs');
  await home.waitFor(() => !logs().some((name) => name.endsWith('.tmp')), 'the end of the compression');
});

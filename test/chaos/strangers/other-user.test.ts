/** Another user of the machine gets at nothing of the home. */

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { homeAt } from '@pmx/system';
import { e2e, fixture, type TestHome } from '../../e2e/support';

const NOBODY = 65534;

/** Only root can be somebody else. */
const asRoot: (name: string, body: (home: TestHome) => Promise<void>) => void =
  process.getuid?.() === 0 ? e2e : (name) => test.skip(`${name} (needs root)`, () => {});

/** Tries to open, list or connect to each path as `nobody`. Prints those where it was not refused. */
const TRY = `
const fs = require('fs'), net = require('net');
process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});
const paths = JSON.parse(fs.readFileSync(0, 'utf8'));
// ENOENT: a log that was rotated away meanwhile.
const refused = new Set(['EACCES', 'EPERM', 'ENOENT']);
const open = [];
const attempt = (what, action) => {
  try { action(); open.push(what); } catch (error) { if (!refused.has(error.code)) open.push(what + ' ' + error.code); }
};
const dial = (path) => new Promise((resolve) => {
  const socket = net.connect(path, () => { open.push('connect ' + path); socket.destroy(); resolve(); });
  socket.on('error', (error) => { if (!refused.has(error.code)) open.push('connect ' + path + ' ' + error.code); resolve(); });
});
(async () => {
  for (const { path, kind } of paths) {
    if (kind === 'socket') await dial(path);
    else if (kind === 'dir') attempt('list ' + path, () => fs.readdirSync(path));
    else attempt('read ' + path, () => fs.closeSync(fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)));
    attempt('chmod ' + path, () => fs.chmodSync(path, 0o777));
  }
  console.log(JSON.stringify(open));
})();
`;

interface Entry {
  path: string;
  kind: 'socket' | 'dir' | 'file';
  mode: number;
}

function entriesOf(dir: string): Entry[] {
  const paths = [
    dir,
    ...readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)),
  ];
  return paths.flatMap((path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    const kind = stat.isSocket() ? 'socket' : stat.isDirectory() ? 'dir' : 'file';
    return [{ path, kind, mode: stat.mode & 0o777 }];
  });
}

/** A home in which everything that pmx ever makes is there. */
async function lived(home: TestHome): Promise<Entry[]> {
  home.write('chatty.js', "setInterval(() => console.log('x'.repeat(1000)), 5);");
  await home.ok(['start', fixture('http.js'), '--name', 'web', '-i', '2'], { env: { PORT: '0' } });
  const rotated = { max_log_size: '20K', log_keep: 4 };
  await home.ok([
    'start',
    home.config([
      { script: 'chatty.js', ...rotated },
      { name: 'plain', script: 'chatty.js', ...rotated, log_compress: false },
    ]),
  ]);
  await home.ok(['save']);
  await home.ok(['save']);
  const logs = (): string => readdirSync(home.logs).join();
  await home.waitFor(() => /chatty-out\.\d/.test(logs()) && /plain-out\.\d/.test(logs()), 'rotated logs');
  // Compression begins when it is quiet.
  await home.ok(['stop', 'chatty', 'plain']);
  await home.waitFor(() => /chatty-out\.\d[^,]*\.gz/.test(logs()), 'compressed logs');
  return entriesOf(home.home);
}

e2e('every folder of the home is 0700, every file and socket 0600', async (home) => {
  const entries = await lived(home);
  const wrong = entries.filter(({ kind, mode }) => mode !== (kind === 'dir' ? 0o700 : 0o600));
  expect(wrong.map(({ path, mode }) => `${path} ${mode.toString(8)}`)).toEqual([]);
  expect(entries.filter(({ kind }) => kind === 'socket').length).toBeGreaterThanOrEqual(4);
});

asRoot('another user is refused at each socket and file', async (home) => {
  // Only the home itself is in the way, not the folder that the test made around it.
  chmodSync(home.dir, 0o755);
  const entries = await lived(home);
  const refusedAt = (): unknown =>
    JSON.parse(
      execFileSync(process.execPath, ['-e', TRY], {
        input: JSON.stringify(entries),
        encoding: 'utf8',
        cwd: '/',
      }),
    );
  expect(refusedAt()).toEqual([]);
  // Also by the modes of the files alone.
  chmodSync(home.home, 0o755);
  for (const { path, kind } of entries) if (kind === 'dir') chmodSync(path, 0o755);
  const listed = (refusedAt() as string[]).filter((what) => !what.startsWith('list '));
  chmodSync(home.home, 0o700);
  expect(listed).toEqual([]);
});

asRoot('a home that belongs to another user is refused', async (home) => {
  mkdirSync(home.home, { mode: 0o700 });
  chownSync(home.home, NOBODY, NOBODY);
  expect(await home.fails(['ls'])).toContain('belongs to the user with id 65534');
  expect(readdirSync(home.home)).toEqual([]);
  chownSync(home.home, 0, 0);
});

e2e('a home that others may write to is refused, and says what to do', async (home) => {
  mkdirSync(home.home);
  for (const mode of [0o770, 0o707, 0o777]) {
    chmodSync(home.home, mode);
    const said = await home.fails(['start', fixture('idle.js')]);
    expect(said).toContain('PMX_ERR_HOME_UNSAFE');
    expect(said).toContain(`chmod 700 ${home.home}`);
  }
  chmodSync(home.home, 0o700);
});

const DEGRADED = `
const net = require('node:net');
const socket = net.connect(process.argv[2]);
socket.on('connect', () => console.log('connected'));
socket.on('error', ({ code }) => console.log('uid ' + process.getuid() + ' ' + code));
process.stdin.on('data', (data) => console.log('heard ' + data));
setInterval(() => {}, 1e9);
`;

asRoot('an app of another user runs without the agent, and is looked after all the same', async (home) => {
  chmodSync(home.dir, 0o755);
  home.write('degraded.js', DEGRADED);
  const { agentSocket } = homeAt(home.home);
  const app = { name: 'other', script: 'degraded.js', args: [agentSocket], uid: NOBODY, gid: NOBODY };
  await home.ok(['start', home.config([app])]);
  await home.waitFor(() => home.log('other').includes(`uid ${NOBODY} EACCES`), 'the refusal at agent.sock');
  await home.ok(['restart', 'other']);
  const { pid, pm2_env } = await home.waitForStatus('other', 'online');
  expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY);
  expect(pm2_env.restart_time).toBe(1);
  // A list does not wait long for what it takes to sum it up.
  await home.waitFor(async () => (await home.app('other')).monit.memory > 0, 'its memory');
  await home.ok(['send', 'other', 'hello']);
  await home.waitFor(() => home.log('other').includes('heard hello'), 'its standard input');
  expect(await home.fails(['gc', 'other'])).toContain('has no agent');
  process.kill(pid, 'SIGKILL');
  await home.waitFor(async () => (await home.app('other')).pm2_env.restart_time === 2, 'its restart');
  await home.waitForStatus('other', 'online');
  await home.ok(['reload', 'other']);
  await home.ok(['stop', 'other']);
  expect(home.log('other')).not.toContain('connected');
});

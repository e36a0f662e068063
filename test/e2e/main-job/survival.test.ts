/** The death of the daemon or of the keeper changes nothing for the programs (invariants 1, 2 and 4). */

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { JournalEntry } from '@pmx/protocol';
import { acquireLock, homeAt, processStat } from '@pmx/system';
import {
  e2e,
  fixture,
  get,
  isAlive,
  pmxProcesses,
  signal,
  type TestHome,
  until,
  waitForEnd,
} from '../support';

const APPS = [
  { name: 'http', script: fixture('http.js') },
  { name: 'shell', script: fixture('idle.sh') },
  { name: 'python', script: fixture('idle.py') },
];

/** Counts for as long as there is a file `go`, and announces how far it has come when that is gone. */
const TICKS = `
  const { existsSync } = require('node:fs');
  let n = 0;
  let going = true;
  setInterval(() => {
    const goes = existsSync('go');
    if (goes) console.log(n++);
    else if (going) require(${JSON.stringify(fixture('announce.js'))})({ paused: n });
    going = goes;
  }, 20);`;

async function pidsOf(home: TestHome): Promise<number[]> {
  return (await home.list()).map(({ pid }) => pid);
}

/** Starts the apps; gives their pids and the port of the server. */
async function running(home: TestHome): Promise<{ pids: number[]; port: number }> {
  await home.ok(['start', home.config(APPS)]);
  const server = await home.waitFor(() => home.announcements().find(({ port }) => port), 'the server');
  return { pids: await pidsOf(home), port: server.port as number };
}

/** A config of a program that crashes when it is sent a line, and leaves a child that only SIGKILL ends. */
function leavesChild(home: TestHome, killTimeout: number): string {
  const child = `"${process.execPath}" "${fixture('stubborn.js')}"`;
  const script = home.write('leaves.sh', `${child} &\nread line\necho no more >&2\nexit 1\n`);
  return home.config([{ name: 'leaves', script, restart_delay: 600_000, kill_timeout: killTimeout }]);
}

/** A signal has been delivered when the process has ended: until then a command may still reach it. */
async function kill(...pids: number[]): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGKILL');
  for (const pid of pids) await waitForEnd(pid);
}

/** Stops it; until it stands still it may go on with what it was at. */
async function freeze(pid: number): Promise<void> {
  signal(pid, 'SIGSTOP');
  await until(() => processStat(pid)?.state.startsWith('T'), 'the process to stand still');
}

const otherDaemon = (home: TestHome, old: number) =>
  home.waitFor(() => home.daemonPid() !== old && isAlive(home.daemonPid()), 'another daemon');

const otherKeeper = (home: TestHome, old: number) =>
  home.waitFor(() => home.keeperPid() !== old && isAlive(home.keeperPid()), 'another keeper');

e2e('kill -9 of the daemon: same pids, requests answered, and the keeper brings it back', async (home) => {
  const { pids, port } = await running(home);
  const daemon = home.daemonPid();
  await kill(daemon);
  expect(await get(port)).toBe(String(pids[0]));
  await otherDaemon(home, daemon);
  expect(await pidsOf(home)).toEqual(pids);
  // One that was online for less than the time in which that is written down has to say again that it is.
  for (const { name } of APPS) await home.waitForStatus(name, 'online');
  expect(await pidsOf(home)).toEqual(pids);
  expect((await home.list()).map(({ pm2_env }) => pm2_env.restart_time)).toEqual([0, 0, 0]);
});

e2e(
  'an exit while the daemon is away is reported with its true code, and the policy applied once',
  async (home) => {
    await home.ok(['start', fixture('exit.js'), '--stop-exit-codes', '9', '--', '9', 'SIGUSR2']);
    const daemon = home.daemonPid();
    const [{ pid }] = home.announcements() as [{ pid: number }];
    await freeze(daemon);
    signal(pid, 'SIGUSR2');
    await waitForEnd(pid);
    await kill(daemon);
    await otherDaemon(home, daemon);
    const { pm2_env } = await home.waitForStatus('exit', 'stopped');
    expect(pm2_env.exit_code).toBe(9);
    expect(home.announcements()).toHaveLength(1);
  },
);

e2e('kill -9 of the keeper: same pids, requests answered, output goes on', async (home) => {
  const { pids, port } = await running(home);
  const go = home.write('go', '');
  await home.ok(['start', home.write('ticks.js', TICKS)]);
  const ticks = (await home.app('ticks')).pid;
  await home.waitFor(() => home.log('ticks').length > 20, 'output');
  // What a keeper has read and not yet written goes with it: it is killed at a pause.
  rmSync(go);
  const { paused } = await home.waitFor(() => home.announcements().find((one) => 'paused' in one), 'a pause');
  await home.waitFor(() => home.log('ticks').split('\n').length > Number(paused), 'its output');
  const keeper = home.keeperPid();
  await kill(keeper);
  home.write('go', '');
  expect(await get(port)).toBe(String(pids[0]));
  await otherKeeper(home, keeper);
  const seen = home.log('ticks').length;
  await home.waitFor(() => home.log('ticks').length > seen + 20, 'more output');
  expect(await pidsOf(home)).toEqual([...pids, ticks]);
  const numbers = home.log('ticks').trimEnd().split('\n').map(Number);
  expect(numbers).toEqual(numbers.map((_, index) => index));
});

e2e('an adopted program can be stopped, and its unknown exit is never 0', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const { pid } = await home.app('idle');
  const keeper = home.keeperPid();
  await kill(keeper);
  await otherKeeper(home, keeper);
  await home.waitForStatus('idle', 'online');
  signal(pid, 'SIGTERM');
  await home.waitFor(() => home.announcements().length === 2, 'the successor');
  await home.waitForStatus('idle', 'online');
  expect((await home.app('idle')).pm2_env.exit_code).not.toBe(0);
  expect(await home.ok(['describe', 'idle'])).toMatch(/unknown/i);
  await home.ok(['stop', 'idle']);
  expect(home.announcements().filter((announcement) => isAlive(announcement.pid))).toEqual([]);
});

e2e('both at once: the next command brings all back, with the same programs', async (home) => {
  const { pids, port } = await running(home);
  await kill(home.keeperPid(), home.daemonPid());
  expect(await get(port)).toBe(String(pids[0]));
  expect(await pidsOf(home)).toEqual(pids);
});

e2e(
  'fifty first commands at once start one daemon',
  async (home) => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => home.pmx(['jlist'])));
    expect(outcomes.map(({ code, stdout }) => `${code} ${stdout}`)).toEqual(Array(50).fill('0 []\n'));
    // Those that lost the race may still be on their way out.
    const winners = [home.daemonPid(), home.keeperPid()].sort((a, b) => a - b);
    await home.waitFor(
      () => isDeepStrictEqual(pmxProcesses(home.home), winners),
      'nothing but one daemon and one keeper',
    );
  },
  { timeout: 120_000 },
);

e2e('a daemon on its way out makes room for another one', async (home) => {
  const paths = homeAt(home.home);
  mkdirSync(paths.lockDir, { recursive: true, mode: 0o700 });
  const lock = acquireLock(paths.lockDir, 'daemon');
  try {
    const list = home.list();
    await home.waitFor(
      () => home.ownLogs().includes(`is held by the process with pid ${process.pid}`),
      'the lock',
    );
    lock.release();
    expect(await list).toEqual([]);
  } finally {
    lock.release();
  }
});

e2e('kill while the daemon is being brought back ends it all', async (home) => {
  const { pids } = await running(home);
  const keeper = home.keeperPid();
  await kill(home.daemonPid());
  await home.ok(['kill']);
  expect([...pids, keeper].filter(isAlive)).toEqual([]);
});

e2e(
  'what a crash has left ends, and is told as a crash, although the daemon dies meanwhile',
  async (home) => {
    await home.ok(['start', leavesChild(home, 5_000)]);
    const { pid } = await home.app('leaves');
    const child = await home.waitFor(() => home.announcements()[0], 'the child');
    await home.ok(['send', 'leaves', 'end']);
    await waitForEnd(pid);
    const state = () => readFileSync(join(home.home, 'state.json'), 'utf8');
    await home.waitFor(() => /"phase":\s*"stopping"/.test(state()), 'the crash to be written down');
    await kill(home.daemonPid());
    await waitForEnd(child.pid);
    const { pm2_env } = await home.waitForStatus('leaves', 'waiting restart');
    expect(pm2_env.exit_code).toBe(1);
    const { entries } = await home.json<{ entries: JournalEntry[] }>(['history', 'leaves', '--json']);
    const ends = entries.filter(({ kind }) => kind === 'exit');
    expect(ends).toMatchObject([{ exit: { kind: 'code', code: 1 }, errorTail: ['no more'] }]);
  },
);

e2e('a restart that meets the end of a crash is carried out', async (home) => {
  await home.ok(['start', leavesChild(home, 3_000)]);
  const { pid } = await home.app('leaves');
  await home.waitFor(() => home.announcements()[0], 'the child');
  await home.ok(['send', 'leaves', 'end']);
  await waitForEnd(pid);
  await home.ok(['restart', 'leaves']);
  expect((await home.app('leaves')).pid).not.toBe(pid);
});

e2e('a stopped daemon: no command hangs', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const daemon = home.daemonPid();
  await freeze(daemon);
  try {
    for (const args of [['ls'], ['jlist'], ['restart', 'idle'], ['ping']]) {
      const { code, stdout, time } = await home.pmx([...args, '--json']);
      expect(code).toBe(1);
      // By its own clock, which begins when the command has been loaded; the rest is the machine's.
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: 'PMX_ERR_TIMEOUT', details: { deadline: 4_000 } },
      });
      expect(time).toBeLessThan(20_000);
    }
  } finally {
    signal(daemon, 'SIGCONT');
  }
});

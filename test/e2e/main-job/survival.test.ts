/** The death of the daemon or of the keeper changes nothing for the programs (invariants 1, 2 and 4). */

import { isDeepStrictEqual } from 'node:util';
import { e2e, fixture, get, isAlive, pmxProcesses, signal, type TestHome } from '../support';

const APPS = [
  { name: 'http', script: fixture('http.js') },
  { name: 'shell', script: fixture('idle.sh') },
  { name: 'python', script: fixture('idle.py') },
];

async function pidsOf(home: TestHome): Promise<number[]> {
  return (await home.list()).map(({ pid }) => pid);
}

/** Starts the apps; gives their pids and the port of the server. */
async function running(home: TestHome): Promise<{ pids: number[]; port: number }> {
  await home.ok(['start', home.config(APPS)]);
  const server = await home.waitFor(() => home.announcements().find(({ port }) => port), 'the server');
  return { pids: await pidsOf(home), port: server.port as number };
}

const otherDaemon = (home: TestHome, old: number) =>
  home.waitFor(() => home.daemonPid() !== old && isAlive(home.daemonPid()), 'another daemon');

const otherKeeper = (home: TestHome, old: number) =>
  home.waitFor(() => home.keeperPid() !== old && isAlive(home.keeperPid()), 'another keeper');

e2e('kill -9 of the daemon: same pids, requests answered, and the keeper brings it back', async (home) => {
  const { pids, port } = await running(home);
  const daemon = home.daemonPid();
  signal(daemon, 'SIGKILL');
  expect(await get(port)).toBe(String(pids[0]));
  await otherDaemon(home, daemon);
  expect(await pidsOf(home)).toEqual(pids);
  expect((await home.list()).map(({ pm2_env }) => pm2_env.status)).toEqual(['online', 'online', 'online']);
  expect((await home.list()).map(({ pm2_env }) => pm2_env.restart_time)).toEqual([0, 0, 0]);
});

e2e(
  'an exit while the daemon is away is reported with its true code, and the policy applied once',
  async (home) => {
    await home.ok(['start', fixture('exit.js'), '--stop-exit-codes', '9', '--', '9', '2500']);
    const daemon = home.daemonPid();
    const [{ pid }] = home.announcements() as [{ pid: number }];
    signal(daemon, 'SIGSTOP');
    await home.waitFor(() => !isAlive(pid), 'the exit');
    signal(daemon, 'SIGKILL');
    await otherDaemon(home, daemon);
    const { pm2_env } = await home.waitForStatus('exit', 'stopped');
    expect(pm2_env.exit_code).toBe(9);
    expect(home.announcements()).toHaveLength(1);
  },
);

e2e('kill -9 of the keeper: same pids, requests answered, output goes on', async (home) => {
  const { pids, port } = await running(home);
  await home.ok(['start', home.write('ticks.js', 'let n = 0; setInterval(() => console.log(n++), 20)')]);
  const ticks = (await home.app('ticks')).pid;
  const keeper = home.keeperPid();
  signal(keeper, 'SIGKILL');
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
  signal(keeper, 'SIGKILL');
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
  signal(home.keeperPid(), 'SIGKILL');
  signal(home.daemonPid(), 'SIGKILL');
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

e2e('a stopped daemon: no command hangs', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const daemon = home.daemonPid();
  signal(daemon, 'SIGSTOP');
  try {
    for (const args of [['ls'], ['jlist'], ['restart', 'idle'], ['ping']]) {
      const { code, time } = await home.pmx(args);
      expect(code).toBe(1);
      expect(time).toBeLessThan(6_000);
    }
  } finally {
    signal(daemon, 'SIGCONT');
  }
});

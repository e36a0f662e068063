/** `pmx update`: the daemon is swapped, and no app, client or follower notices. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pidsOf, slowBuild, startWeb, underLoad } from '../reload/support';
import {
  e2e,
  fixture,
  freePort,
  identify,
  isAlive,
  pmxProcesses,
  type TestHome,
  waitForEnd,
} from '../support';
import type { LoadResult } from '../support/load';
import { buildVersion, type OtherVersion } from '../support/other-version';

let next: OtherVersion;

beforeAll(() => {
  next = buildVersion({ version: '0.99.0' });
});

afterAll(() => next.remove());

interface Report {
  from: string | null;
  to: string;
  kept: number[];
  changed: string[];
  hosts: { name: string; version: string; compatible: boolean }[];
}

const update = (home: TestHome, ...args: string[]): Promise<Report> =>
  home.json<Report>(['update', '--json', ...args], { bin: next.bin });

/** Pid, restarts and status of all, by id. */
const facts = async (home: TestHome): Promise<unknown[]> =>
  (await home.list()).map(({ pm_id, pid, pm2_env }) => [pm_id, pid, pm2_env.restart_time, pm2_env.status]);

const ping = (home: TestHome) => home.json<{ daemonVersion: string }>(['ping', '--json']);

e2e(
  'to another version under load, clustered and forked: nothing is restarted, no request fails',
  async (home) => {
    const { port } = await startWeb(home);
    const forked = await freePort();
    await home.ok(['start', fixture('http.js'), '--name', 'forked'], { env: { PORT: String(forked) } });
    await home.waitFor(() => home.announcements().some((told) => told.port === forked), 'the server');
    const before = await facts(home);
    const daemon = home.daemonPid();
    const results: LoadResult[] = [];
    const load = async (at: number, body: () => Promise<void>) => {
      results.push(await underLoad({ port: at, clients: 8 }, body));
    };
    await load(port, () =>
      load(forked, async () => {
        expect(await update(home)).toMatchObject({ to: '0.99.0', kept: [0, 1, 2], changed: [] });
      }),
    );
    expect(results.map(({ failures }) => failures)).toEqual([{}, {}]);
    expect(await facts(home)).toEqual(before);
    expect((await ping(home)).daemonVersion).toBe('0.99.0');
    expect(isAlive(daemon)).toBe(false);
  },
);

e2e('lines that are written and followed meanwhile: each once, in order', async (home) => {
  await home.ok(['start', home.write('ticks.js', 'let n = 0; setInterval(() => console.log(n++), 5)')]);
  const seen: number[] = [];
  home.follow(['logs', 'ticks', '--raw', '--lines', '100000'], (line) => seen.push(Number(line)));
  await home.waitFor(() => seen.length > 10, 'the first lines');
  for (let count = 0; count < 3; count += 1) {
    await update(home);
    const { length } = seen;
    await home.waitFor(() => seen.length > length + 50, 'more lines');
  }
  expect(seen).toEqual(seen.map((_, index) => index));
});

e2e('the keeper brings back the new daemon, not the one that it was started by', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  await update(home);
  const daemon = identify(home.daemonPid())!;
  process.kill(daemon.pid, 'SIGKILL');
  await home.waitFor(() => home.daemonPid() !== daemon.pid && isAlive(home.daemonPid()), 'a daemon');
  expect((await ping(home)).daemonVersion).toBe('0.99.0');
});

e2e('an app that crashes meanwhile: its true exit code, and the policy applied once', async (home) => {
  const script = home.write(
    'dying.js',
    `const { existsSync } = require('node:fs');
     setInterval(() => existsSync(${JSON.stringify(`${home.work}/die`)}) && process.exit(37), 5);`,
  );
  await home.ok(['start', script, '--stop-exit-codes', '37']);
  const { pid } = await home.app('dying');
  const daemon = home.daemonPid();
  process.kill(daemon, 'SIGTERM');
  await waitForEnd(daemon);
  home.write('die', '');
  await waitForEnd(pid);
  await update(home);
  const { pm2_env } = await home.waitForStatus('dying', 'stopped');
  expect([pm2_env.exit_code, pm2_env.restart_time]).toEqual([37, 0]);
});

e2e(
  'twenty apps that end while one update follows the other: each exit code is told, none is run twice',
  async (home) => {
    const apps = Array.from({ length: 20 }, (_, index) => ({
      name: `job-${index}`,
      script: fixture('exit.js'),
      args: [String(40 + index), String(1_500 + 60 * index)],
      stop_exit_codes: [40 + index],
    }));
    await home.ok(['start', home.config(apps)]);
    const isOver = async (): Promise<boolean> =>
      (await home.list()).every(({ pm2_env }) => pm2_env.status === 'stopped');
    do await home.ok(['update']);
    while (!(await isOver()));
    const exits = (await home.list()).map(({ pm2_env }) => [pm2_env.exit_code, pm2_env.restart_time]);
    expect(exits).toEqual(apps.map((_, index) => [40 + index, 0]));
    expect(home.announcements()).toHaveLength(apps.length);
  },
);

e2e('two at once: both succeed, and one daemon serves', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const before = await facts(home);
  const outcomes = await Promise.all([1, 2].map(() => home.pmx(['update'], { bin: next.bin })));
  expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    [1, 2].map(() => ({ code: 0, stderr: expect.any(String) })),
  );
  expect(await facts(home)).toEqual(before);
});

e2e('a restart that waits is made once', async (home) => {
  // The first restart comes at once, and only the second one waits.
  const script = home.write(
    'third.js',
    `require(${JSON.stringify(fixture('announce.js'))})();
     const runs = require('node:fs').readFileSync(process.env.ANNOUNCE, 'utf8').split('\\n').length - 1;
     if (runs < 3) process.exit(3);
     setInterval(() => {}, 1_000_000);`,
  );
  await home.pmx(['start', script, '--exp-backoff-restart-delay', '4000']);
  await home.waitForStatus('third', 'waiting restart');
  await update(home);
  await home.waitFor(() => home.announcements().length > 2, 'the restart');
  const { pm2_env } = await home.waitForStatus('third', 'online');
  expect(pm2_env.restart_time).toBe(2);
  expect(home.announcements()).toHaveLength(3);
});

e2e('in the middle of a reload it waits for it', async (home) => {
  await startWeb(home, {}, slowBuild('1'));
  const old = await pidsOf(home);
  home.write('web.js', slowBuild('2'));
  const started = home.announcements().length;
  const reload = home.pmx(['reload', 'web']);
  await home.waitFor(() => home.announcements().length > started, 'a successor');
  const report = await update(home);
  expect((await reload).code).toBe(0);
  expect(report.to).toBe('0.99.0');
  const now = await pidsOf(home);
  expect(now.filter((pid) => old.includes(pid))).toEqual([]);
});

e2e('while the keeper waits for a daemon: the one before does not come back', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const before = await facts(home);
  const daemon = home.daemonPid();
  process.kill(daemon, 'SIGTERM');
  await waitForEnd(daemon);
  expect(await update(home)).toMatchObject({ to: '0.99.0', kept: [0], changed: [] });
  expect((await ping(home)).daemonVersion).toBe('0.99.0');
  expect(await facts(home)).toEqual(before);
});

e2e('in the middle of a kill: both succeed, and nothing runs any more', async (home) => {
  const script = home.write(
    'slow.js',
    `process.on('SIGINT', () => setInterval(() => require('node:fs').existsSync('gate') && process.exit(0), 10));
     require(${JSON.stringify(fixture('idle.js'))});`,
  );
  await home.ok(['start', script, '--kill-timeout', '60000']);
  const { pid } = await home.app('slow');
  const kill = home.pmx(['kill']);
  await home.waitForStatus('slow', 'stopping');
  await home.ok(['update']);
  home.write('gate', '');
  expect(await kill).toMatchObject({ code: 0, stderr: '' });
  expect(isAlive(pid)).toBe(false);
  expect(pmxProcesses(home.home)).toEqual([]);
});

e2e('without a daemon it says so and starts none', async (home) => {
  expect(await home.ok(['update'])).toMatch(/No daemon runs/);
  expect(readdirSync(home.dir)).not.toContain('home');
});

e2e('SIGTERM to the daemon alone: the apps go on, and the next command finds them', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const before = await facts(home);
  const daemon = home.daemonPid();
  process.kill(daemon, 'SIGTERM');
  await waitForEnd(daemon);
  expect(await facts(home)).toEqual(before);
});

/** What is wrong with the new daemon, as code that goes before its own. */
const FAULTS: (readonly [string, string])[] = [
  ['that does not begin', `throw new Error('half an installation');`],
  [
    'that ends when it has connected to the keeper',
    `require('node:net').Server.prototype.listen = () => {
      console.error('half an installation');
      process.exit(3);
    };`,
  ],
];

e2e.each(FAULTS)(
  'a new daemon %s: the update fails, the apps go on, and the one before serves again',
  async (home, _which, fault) => {
    const broken = buildVersion({ version: '0.98.0' });
    try {
      await home.ok(['start', fixture('idle.js')]);
      const before = await facts(home);
      const file = join(broken.dist, 'daemon.cjs');
      writeFileSync(file, `${fault}\n${readFileSync(file, 'utf8')}`);
      const said = await home.fails(['update'], { bin: broken.bin });
      expect(said).toMatch(/half an installation/);
      expect(said).toMatch(/serves again/);
      expect(await facts(home)).toEqual(before);
    } finally {
      broken.remove();
    }
  },
);

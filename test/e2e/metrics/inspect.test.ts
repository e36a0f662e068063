/** Looking into running apps: profiles, heap snapshots, garbage, actions. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, signal, type TestHome } from '../support';

const KEEP = 'setInterval(() => {}, 1e6);';
const AGENT = JSON.stringify(require.resolve('../../../packages/agent/dist/index.cjs'));

const start = (home: TestHome, program: string, fields: object = {}): Promise<string> =>
  home.ok([
    'start',
    home.config([{ name: 'app', script: home.write('app.js', program), exec_mode: 'fork', ...fields }]),
  ]);

interface CpuProfile {
  nodes: { callFrame: { functionName: string } }[];
}

e2e('a CPU profile names the function that takes the time', async (home) => {
  // Compiled anew each time: V8 may count what it had optimized within a loop, before the profile began, for the caller.
  await start(
    home,
    `
    const hotspot = '(function hotspot() { const end = Date.now() + 20; while (Date.now() < end); }) //';
    let n = 0;
    setInterval(() => require('node:vm').runInThisContext(hotspot + ++n)(), 25);
    `,
  );
  await home.ok(['profile', 'app', '--cpu', '500ms']);
  const file = readdirSync(home.work).find((name) => name.endsWith('.cpuprofile'))!;
  expect(file).toMatch(/^app-0-.*\.cpuprofile$/);
  const profile = JSON.parse(readFileSync(join(home.work, file), 'utf8')) as CpuProfile;
  expect(profile.nodes.map(({ callFrame }) => callFrame.functionName)).toContain('hotspot');
  expect(statSync(join(home.work, file)).mode & 0o777).toBe(0o600);
});

e2e('a heap profile and a heap snapshot parse, and name what is kept', async (home) => {
  await start(
    home,
    `
    class Treasure { constructor(i) { this.i = i; } }
    globalThis.kept = [];
    setInterval(() => { kept = Array.from({ length: 10_000 }, (_, i) => new Treasure(i)); }, 20);
  `,
  );
  const heap = join(home.work, 'out.heapprofile');
  await home.ok(['profile', 'app', '--heap', '300ms', '--output', heap]);
  expect(JSON.parse(readFileSync(heap, 'utf8'))).toHaveProperty('head');
  const told = await home.json<{ file: string; bytes: number; pause: number }>(['heap', 'app', '--json']);
  const text = readFileSync(told.file, 'utf8');
  expect(Buffer.byteLength(text)).toBe(told.bytes);
  expect((JSON.parse(text) as { strings: string[] }).strings).toContain('Treasure');
  expect(told.pause).toBeGreaterThan(0);
});

e2e('a file that is there is not overwritten', async (home) => {
  await start(home, KEEP);
  const file = home.write('precious', 'mine');
  expect(await home.fails(['heap', 'app', '-o', file])).toContain('file already exists');
  expect(await home.fails(['profile', 'app', '--cpu', '10ms', '-o', file])).toContain('PMX_ERR_AGENT_ANSWER');
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

e2e('one profile at a time; it ends when nobody waits for it, and leaves no file', async (home) => {
  await start(home, KEEP);
  const follower = home.follow(['profile', 'app', '--cpu', '5m', '-o', 'long.cpuprofile'], () => {});
  await home.waitFor(() => readdirSync(home.work).includes('long.cpuprofile'), 'the profile to begin');
  expect(await home.fails(['profile', 'app', '--cpu', '10ms'])).toContain('a profile is under way');
  await follower.end();
  await home.waitFor(() => !readdirSync(home.work).includes('long.cpuprofile'), 'the profile to end');
  await home.ok(['profile', 'app', '--cpu', '10ms']);
});

e2e('garbage is collected, and the figures tell', async (home) => {
  await start(
    home,
    `
    let waste = Array.from({ length: 500_000 }, (_, i) => ({ i })); waste = null;
    setInterval(() => {}, 1e6);
  `,
  );
  const { apps } = await home.json<{ apps: { result: { before: number; after: number } }[] }>([
    'gc',
    'app',
    '--json',
  ]);
  expect(apps[0]!.result.after).toBeLessThan(apps[0]!.result.before);
});

e2e('an action is run in each instance; answers, failures and unknown names', async (home) => {
  await start(
    home,
    `
    const { action } = require(${AGENT});
    action('echo', (params) => ({ params }));
    action('fail', () => { throw new Error('no luck'); });
    action('huge', () => 'x'.repeat(2e6));
    action('never', () => new Promise(() => {}));
    ${KEEP}`,
    { instances: 2 },
  );
  const said = await home.ok(['trigger', 'app', 'echo', '{"a":1}']);
  expect(said).toBe('app (0): {"params":{"a":1}}\napp (1): {"params":{"a":1}}\n');
  expect(await home.ok(['trigger', '0', 'echo', 'plain text'])).toBe('app (0): {"params":"plain text"}\n');
  expect(await home.fails(['trigger', '0', 'fail'])).toBe('app (0): no luck\n');
  expect(await home.fails(['trigger', '0', 'huge'])).toContain('larger than 1 MiB');
  expect(await home.fails(['trigger', '0', 'ecko'])).toContain('It has: echo, fail, huge, never.');
  expect(await home.fails(['trigger', '0', 'never', '--timeout', '100ms'])).toContain(
    'no answer within 100 ms',
  );
});

e2e('what cannot be looked into says why', async (home) => {
  await start(home, KEEP, { agent: false });
  expect(await home.fails(['gc', 'app'])).toContain('turned off by `agent: false`');
  await home.ok(['start', 'sleep 1000', '--name', 'other']);
  expect(await home.fails(['heap', 'other'])).toContain('PMX_ERR_NO_AGENT');
  await home.ok(['stop', 'other']);
  expect(await home.fails(['heap', 'other'])).toContain('does not run');
});

/** Long enough for a busy machine to keep each of its heartbeats. */
const HEALTH = { heartbeat: true, interval: '200ms', timeout: '5s', threshold: 1, start_period: 0 };

e2e('an app that stands still for a profile is not taken for dead', async (home) => {
  const app = { exec_mode: 'fork', health: HEALTH, kill_timeout: '100ms' };
  const script = home.write('app.js', KEEP);
  await home.ok([
    'start',
    home.config([
      { ...app, name: 'app', script },
      { ...app, name: 'other', script },
    ]),
  ]);
  const { pid } = await home.app('app');
  const other = await home.app('other');
  const follower = home.follow(['profile', 'app', '--cpu', '5m', '-o', 'long.cpuprofile'], () => {});
  await home.waitFor(() => readdirSync(home.work).includes('long.cpuprofile'), 'the profile to begin');
  for (const each of [pid, other.pid]) signal(each, 'SIGSTOP');
  await home.waitFor(async () => {
    const now = await home.app('other');
    return now.pid !== other.pid && now.pm2_env.status === 'online';
  }, 'the end of one that stands still for nobody');
  signal(pid, 'SIGCONT');
  await follower.end();
  // Once more through the daemon, and through the app: had it been ended, another one would answer.
  await home.ok(['gc', 'app']);
  const after = await home.app('app');
  expect([after.pid, after.pm2_env.restart_time]).toEqual([pid, 0]);
});

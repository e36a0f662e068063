/** Looking into running apps: profiles, heap snapshots, garbage, actions. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, type TestHome } from '../support';

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
  await start(
    home,
    `function hotspot() { const end = Date.now() + 20; while (Date.now() < end); } setInterval(hotspot, 25);`,
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

e2e('an app that stands still for a snapshot is not taken for dead', async (home) => {
  await start(
    home,
    `globalThis.kept = Array.from({ length: 400_000 }, (_, i) => ({ i, text: 'x' + i })); ${KEEP}`,
    { health: { heartbeat: true, interval: 100, timeout: 200, threshold: 1, start_period: 0 } },
  );
  const { pid } = await home.app('app');
  const { pause } = await home.json<{ pause: number }>(['heap', 'app', '--json']);
  expect(pause).toBeGreaterThan(300);
  // Once more through the daemon, and through the app: had it been ended, another one would answer.
  await home.ok(['gc', 'app']);
  const after = await home.app('app');
  expect(after.pid).toBe(pid);
  expect(after.pm2_env.restart_time).toBe(0);
});

e2e('before a restart for memory the heap is kept, where that is wanted', async (home) => {
  const hoard = `
    class Treasure { constructor(i) { this.i = i; } }
    globalThis.kept = Array.from({ length: 10_000 }, (_, i) => new Treasure(i));
    const { existsSync, writeFileSync } = require('node:fs');
    // The first run alone is too large.
    globalThis.ballast = existsSync('slim') ? null : Buffer.alloc(200e6, 1);
    writeFileSync('slim', '');
    setInterval(() => {}, 1e6);
  `;
  await start(home, hoard, { max_memory_restart: '150M', heap_snapshot_on_memory_restart: true });
  await home.waitFor(async () => (await home.app('app')).pm2_env.restart_time === 1, 'the restart');
  const history = await home.ok(['history', 'app']);
  const [, file = ''] = /its heap is in (\S+\.heapsnapshot)/.exec(history) ?? [];
  expect(file.startsWith(join(home.home, 'heaps', 'app-0-'))).toBe(true);
  const { strings } = JSON.parse(readFileSync(file, 'utf8')) as { strings: string[] };
  expect(strings).toContain('Treasure');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

/** What a reload brings in: the config file as it is now, and the code where the path leads now. */

import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, get, type TestHome } from '../support';
import { app, build, livingPids, pidsOf, RELOADS, settled, startWeb, underLoad } from './support';

/** What the instances that live were started with. */
const started = (home: TestHome) => home.announcements().filter(({ pid }) => livingPids(home).includes(pid));

/** The environment that the system itself tells; null: this system has no /proc. */
function environmentOf(pid: number): string[] | null {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0') : null;
}

e2e.each([['reload'], ['startOrReload']])(
  '%s with a config file brings in its script, arguments, environment and number',
  async (home, command) => {
    const { script, port } = await startWeb(home, { env: { CHANGED: 'old', REMOVED: 'yes' }, args: ['old'] });
    const next = home.write('next.js', build('2'));
    const fields = { instances: 3, env: { CHANGED: 'new', ADDED: 'yes' }, args: ['new'] };
    const config = home.config([{ ...app(script, port), script: next, ...fields }]);
    const result = await underLoad({ port }, async () => {
      await home.ok([command, config]);
      await settled(home, 3);
    });
    expect(result.failed).toBe(0);
    expect(await get(port)).toBe('2');
    for (const { pid, env, args } of started(home)) {
      expect(args).toEqual(['new']);
      expect(env).toMatchObject({ CHANGED: 'new', ADDED: 'yes' });
      expect(env).not.toHaveProperty('REMOVED');
      expect((environmentOf(pid) ?? []).join(' ')).not.toContain('REMOVED');
    }
    await home.ok([command, home.config([{ ...app(script, port), instances: 1 }])]);
    await settled(home, 1);
    expect(started(home)[0]!.env).not.toHaveProperty('ADDED');
  },
);

e2e('startOrReload starts what is not there, and reloads the rest', async (home) => {
  const { script, port, config } = await startWeb(home);
  const before = await pidsOf(home);
  const other = { name: 'other', script: home.write('idle.js', 'setInterval(() => {}, 1_000_000);') };
  const result = await underLoad({ port }, async () => {
    await home.ok(['startOrReload', home.config([app(script, port), other])]);
  });
  expect(result.failed).toBe(0);
  expect((await home.app('other')).pm2_env.status).toBe('online');
  expect((await settled(home, 2)).filter((pid) => before.includes(pid))).toEqual([]);
  expect(config).toBeTruthy();
});

e2e('a symlinked release folder is flipped, the old release is deleted', async (home) => {
  const current = join(home.work, 'current');
  const release = (version: string): void => {
    const dir = join(home.work, `releases/${version}`);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'web.js'), build(version));
    symlinkSync(dir, `${current}.new`);
    renameSync(`${current}.new`, current);
  };
  release('1');
  const { port } = await startWeb(home, { script: join(current, 'web.js'), cwd: current });
  const result = await underLoad({ port, keepAlive: false }, async () => {
    for (let n = 2; n <= RELOADS; n++) {
      release(String(n));
      await home.ok(['reload', 'web']);
      rmSync(join(home.work, `releases/${n - 1}`), { recursive: true });
      expect(await get(port)).toBe(String(n));
    }
    await home.ok(['reload', 'web']);
  });
  expect(result.failed).toBe(0);
  await home.ok(['restart', 'web']);
  expect(await get(port)).toBe(String(RELOADS));
});

e2e('a fork-mode app is restarted, and that is said', async (home) => {
  const { port } = await startWeb(home, { instances: 1, exec_mode: 'fork' });
  const { code, stdout, stderr } = await home.pmx(['reload', 'web']);
  expect([code, stdout + stderr]).toEqual([0, expect.stringMatching(/down for \d+ ms[\s\S]*cluster/)]);
  expect(await get(port)).toBe('1');
});

/** Commands that overlap: what lives in the end is what is wanted, and nothing else. */

import { e2e, get, isAlive, type Outcome, shown, type TestHome } from '../support';
import {
  app,
  gatedBuild,
  livingPids,
  openGate,
  pidsOf,
  primaryPid,
  settled,
  shutGate,
  slowBuild,
  startWeb,
  underLoad,
  type Web,
} from './support';

/** The web app, whose next generation will not listen before the gate is opened. */
async function startGated(home: TestHome, fields: object = {}): Promise<Web> {
  openGate(home);
  const web = await startWeb(home, fields, gatedBuild('1'));
  shutGate(home);
  return web;
}

/** A reload that has started its successors. */
async function reloadUnderWay(home: TestHome): Promise<{ outcome: Promise<Outcome> }> {
  const known = livingPids(home);
  const outcome = home.pmx(['reload', 'web']);
  await home.waitFor(() => livingPids(home).some((pid) => !known.includes(pid)), 'a successor');
  return { outcome };
}

e2e('50 restarts, reloads and scales at once', async (home) => {
  await startWeb(home);
  const commands = [
    ['restart', 'web'],
    ['reload', 'web'],
    ['scale', 'web', '4'],
    ['scale', 'web', '1'],
    ['reload', 'web'],
  ];
  const all = Array.from({ length: 50 }, (_, n) => home.pmx(commands[n % commands.length]!));
  const strange = (await Promise.all(all)).filter(({ code }) => code !== 0 && code !== 1);
  expect(strange.map(shown)).toEqual([]);
  const { length } = await home.instances('web');
  await settled(home, length);
  await home.ok(['scale', 'web', length === 3 ? '2' : '3']);
  await settled(home, length === 3 ? 2 : 3);
  await home.ok(['reload', 'web']);
  await settled(home, length === 3 ? 2 : 3);
});

e2e('two reloads at once: the second waits, both succeed, no request fails', async (home) => {
  const { port } = await startWeb(home, {}, slowBuild('1'));
  const result = await underLoad({ port }, async () => {
    const outcomes = await Promise.all([home.pmx(['reload', 'web']), home.pmx(['reload', 'web'])]);
    expect(outcomes.filter(({ code }) => code !== 0).map(shown)).toEqual([]);
  });
  expect(result).toMatchObject({ failed: 0, failures: {} });
  const restarts = (await home.instances('web')).map(({ pm2_env }) => pm2_env.restart_time);
  expect(restarts).toEqual([2, 2]);
  await settled(home, 2);
});

e2e('stop wins over a reload that is under way', async (home) => {
  const { port } = await startGated(home);
  const { outcome } = await reloadUnderWay(home);
  await home.ok(['stop', 'web']);
  expect(livingPids(home)).toEqual([]);
  const { code, stdout, stderr } = await outcome;
  expect([code, stdout + stderr]).toEqual([1, expect.stringContaining('was stopped by another command')]);
  expect((await home.instances('web')).map(({ pm2_env }) => pm2_env.status)).toEqual(['stopped', 'stopped']);
  openGate(home);
  await home.ok(['start', 'web']);
  expect(await get(port)).toBe('1');
  await settled(home, 2);
});

e2e('delete wins over a reload that is under way, and the name is free', async (home) => {
  const { port, script } = await startGated(home);
  const { outcome } = await reloadUnderWay(home);
  await home.ok(['delete', 'web']);
  expect(livingPids(home)).toEqual([]);
  expect((await outcome).code).toBe(1);
  expect(await home.list()).toEqual([]);
  openGate(home);
  await home.ok(['start', home.config([app(script, port)])]);
  expect(await get(port)).toBe('1');
  await settled(home, 2);
});

e2e('stop ends what still drains', async (home) => {
  const { port } = await startWeb(home, { env: { DELAY: '20000' } });
  const waiting = get(port).catch(() => 'cut');
  const before = await pidsOf(home);
  const reload = home.pmx(['reload', 'web']);
  await home.waitFor(async () => (await pidsOf(home)).every((pid) => !before.includes(pid)), 'the take-over');
  await home.ok(['delete', 'web']);
  expect(livingPids(home)).toEqual([]);
  expect(await waiting).toBe('cut');
  await reload;
  expect(await home.list()).toEqual([]);
});

e2e('a later declaration is not overwritten by a reload that was under way', async (home) => {
  const { script, port } = await startGated(home, { env: { ORDER: 'first' } });
  const declare = (order: string) =>
    home.config([{ ...app(script, port), env: { ORDER: order } }], `${order}.json`);
  const reload = home.pmx(['reload', declare('second')]);
  await home.waitFor(() => livingPids(home).length > 2, 'a successor');
  const restart = home.ok(['restart', declare('third')]);
  openGate(home);
  await restart;
  expect((await reload).code).toBe(0);
  const pids = await settled(home, 2);
  const orders = home.announcements().filter(({ pid, env }) => env && pids.includes(pid));
  expect(orders.map(({ env }) => (env as Record<string, string>).ORDER)).toEqual(['third', 'third']);
});

e2e('kill in the middle of a reload leaves nothing behind', async (home) => {
  await startGated(home);
  const { outcome } = await reloadUnderWay(home);
  const primary = primaryPid(home);
  await home.ok(['kill']);
  expect(livingPids(home)).toEqual([]);
  expect(isAlive(primary)).toBe(false);
  await outcome;
});

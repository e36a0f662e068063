/** SIGKILL of a part of pmx in the middle of a reload: what comes back is whole, and nothing is orphaned. */

import { writeFileSync } from 'node:fs';
import { e2e, get, type Outcome, signal, type TestHome } from '../support';
import {
  build,
  gatedBuild,
  livingPids,
  openGate,
  pidsOf,
  primaryPid,
  settled,
  shutGate,
  startWeb,
  underLoad,
  type Web,
} from './support';

async function killDaemon(home: TestHome): Promise<void> {
  const pid = home.daemonPid();
  signal(pid, 'SIGKILL');
  await home.waitFor(() => home.daemonPid() !== pid, 'the next daemon');
}

const newcomers = (home: TestHome, before: number[]): number[] =>
  livingPids(home).filter((pid) => !before.includes(pid));

interface Caught {
  reload: Promise<Outcome>;
  before: number[];
  port: number;
}

/** Under load, a reload to version 2 whose successors have been started; they listen as soon as the gate is open. */
async function catchReload(home: TestHome, body: (caught: Caught) => Promise<void>): Promise<Web> {
  const web = await startWeb(home);
  const before = await pidsOf(home);
  writeFileSync(web.script, gatedBuild('2'));
  const result = await underLoad({ port: web.port }, async () => {
    const reload = home.pmx(['reload', 'web']);
    await home.waitFor(() => newcomers(home, before).length > 0, 'a successor');
    await body({ reload, before, port: web.port });
  });
  expect(result).toMatchObject({ failed: 0, failures: {} });
  return web;
}

e2e('the daemon, while successors come up: the old ones serve on', async (home) => {
  const { port } = await catchReload(home, async ({ reload, before }) => {
    await killDaemon(home);
    expect((await reload).code).toBe(1);
    expect(await settled(home, 2)).toEqual([...before].sort((a, b) => a - b));
  });
  openGate(home);
  await home.ok(['reload', 'web']);
  expect(await get(port)).toBe('2');
});

e2e(
  'the daemon, while old ones drain: the new ones serve, the old ones finish their answers',
  async (home) => {
    const { port, script } = await startWeb(home, { env: { DELAY: '4000' } });
    const before = await pidsOf(home);
    writeFileSync(script, build('2'));
    const result = await underLoad({ port, keepAlive: false }, async () => {
      const reload = home.pmx(['reload', 'web']);
      await home.waitFor(
        async () => (await pidsOf(home)).every((pid) => !before.includes(pid)),
        'the take-over',
      );
      expect(livingPids(home)).toHaveLength(4);
      await killDaemon(home);
      expect((await reload).code).toBe(1);
      await settled(home, 2);
      expect(await get(port)).toBe('2');
    });
    expect(result).toMatchObject({ failed: 0, failures: {} });
  },
);

e2e('the keeper: the reload is not even disturbed', async (home) => {
  await catchReload(home, async ({ reload, port }) => {
    signal(home.keeperPid(), 'SIGKILL');
    openGate(home);
    expect((await reload).code).toBe(0);
    await settled(home, 2);
    expect(await get(port)).toBe('2');
  });
});

e2e.each([['while nothing happens'], ['in the middle of a reload']])(
  'the primary, %s: others listen',
  async (home, when) => {
    openGate(home);
    const { port } = await startWeb(home, {}, gatedBuild('1'));
    const before = await pidsOf(home);
    shutGate(home);
    const reload = when === 'while nothing happens' ? null : home.pmx(['reload', 'web']);
    if (reload) await home.waitFor(() => newcomers(home, before).length > 0, 'a successor');
    const primary = primaryPid(home);
    signal(primary, 'SIGKILL');
    openGate(home);
    await reload;
    await home.waitFor(
      () => livingPids(home).every((pid) => !before.includes(pid)),
      'the end of the orphans',
    );
    await settled(home, 2);
    expect(await get(port)).toBe('1');
    expect(primaryPid(home)).not.toBe(primary);
    await home.ok(['reload', 'web']);
    await settled(home, 2);
    expect(await get(port)).toBe('1');
  },
);

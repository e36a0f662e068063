/** Whatever asks for fresh or fewer processes in a cluster: they are replaced and drained, and no request fails. */

import { e2e, get } from '../support';
import { build, livingPids, pidsOf, settled, startWeb, underLoad } from './support';

const NONE_FAILED = { failed: 0, failures: {} };

e2e('scale up and down', async (home) => {
  const { port } = await startWeb(home);
  for (const keepAlive of [true, false]) {
    const result = await underLoad({ port, keepAlive }, async () => {
      for (const count of ['5', '1', '+2', '-1']) await home.ok(['scale', 'web', count]);
    });
    expect(result).toMatchObject(NONE_FAILED);
    expect(await settled(home, 2)).toHaveLength(2);
  }
});

e2e('max_memory_restart', async (home) => {
  const { port } = await startWeb(home, { max_memory_restart: '150M' });
  const before = await pidsOf(home);
  const result = await underLoad({ port }, async () => {
    await get(port, '/leak');
    await home.waitFor(() => livingPids(home).filter((pid) => before.includes(pid)).length === 1, 'its end');
  });
  expect(result).toMatchObject(NONE_FAILED);
  await settled(home, 2);
  expect(home.ownLogs()).toMatch(/takes \d+ bytes, more than/);
});

e2e('cron_restart', async (home) => {
  const { port } = await startWeb(home, { cron_restart: '* * * * * *' });
  const before = await pidsOf(home);
  const result = await underLoad({ port, keepAlive: false }, async () => {
    await home.waitFor(() => home.announcements().length >= 8, 'three rounds');
    expect(livingPids(home).filter((pid) => before.includes(pid))).toEqual([]);
  });
  expect(result).toMatchObject(NONE_FAILED);
});

e2e('watch', async (home) => {
  const { port } = await startWeb(home, { watch: ['src'], watch_delay: 50 });
  home.write('src/code.js', '1');
  await home.waitFor(() => home.announcements().length >= 4, 'the first replacements');
  await settled(home, 2);
  const result = await underLoad({ port }, async () => {
    home.write('src/code.js', '2');
    await home.waitFor(() => home.announcements().length >= 6, 'the second replacements');
    await settled(home, 2);
  });
  expect(result).toMatchObject(NONE_FAILED);
});

e2e(
  'a blocked event loop: that one is replaced, the other goes on, new connections are answered',
  async (home) => {
    const health = { heartbeat: true, interval: 500, timeout: 3_000, threshold: 1, start_period: 0 };
    const { port } = await startWeb(home, { health, kill_timeout: 500 });
    const before = await pidsOf(home);
    const blocked = get(port, '/block').catch(() => 'cut');
    await home.waitFor(() => home.announcements().some(({ blocks }) => blocks), 'one to be blocked');
    const result = await underLoad({ port, keepAlive: false }, async () => {
      await home.waitFor(
        () => livingPids(home).filter((pid) => before.includes(pid)).length === 1,
        'its end',
      );
      expect(await blocked).toBe('cut');
    });
    expect(result).toMatchObject(NONE_FAILED);
    expect((await settled(home, 2)).filter((pid) => before.includes(pid))).toHaveLength(1);
  },
);

e2e('a crash is one slot’s affair', async (home) => {
  const crashing = build('1', `process.on('SIGUSR2', () => process.exit(5));`);
  const { port } = await startWeb(home, {}, crashing);
  const [first, second] = await pidsOf(home);
  process.kill(first!, 'SIGUSR2');
  await home.waitFor(async () => !(await pidsOf(home)).includes(first!), 'its end');
  expect(await settled(home, 2)).toContain(second);
  expect(await get(port)).toBe('1');
});

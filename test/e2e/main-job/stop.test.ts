/** One path for stop, restart and delete: signal, time to clean up, then SIGKILL to the whole group. */

import { e2e, fixture, isAlive } from '../support';

e2e('a clean-up of 8 s completes', async (home) => {
  // The default has room for it; here there is more, as a busy machine may take some for itself.
  await home.ok(['start', fixture('idle.js')]);
  expect((await home.app('idle')).pm2_env.kill_timeout).toBe(10_000);
  await home.ok(['start', fixture('slow-stop.js'), '-k', '40000']);
  await home.ok(['stop', 'slow-stop']);
  expect(home.log('slow-stop')).toBe('cleaned up\n');
});

e2e('ten slow stops run side by side', async (home) => {
  const apps = Array.from({ length: 10 }, (_, index) => ({
    name: `slow-${index}`,
    script: fixture('slow-stop.js'),
    env: { SLOW: 3_000 },
    kill_timeout: 40_000,
  }));
  await home.ok(['start', home.config(apps)]);
  const { time, code } = await home.pmx(['stop', 'all']);
  expect(code).toBe(0);
  expect(time).toBeGreaterThan(3_000);
  // One after the other they take that long on any machine.
  expect(time).toBeLessThan(apps.length * 3_000);
  for (const { name } of apps) expect(home.log(name)).toBe('cleaned up\n');
});

e2e('a stubborn program is killed after kill_timeout, not before', async (home) => {
  await home.ok(['start', fixture('stubborn.js'), '-k', '4000']);
  const { pid } = await home.app('stubborn');
  const { time, code } = await home.pmx(['stop', 'stubborn']);
  expect(code).toBe(0);
  expect(time).toBeGreaterThan(4_000);
  expect(isAlive(pid)).toBe(false);
  expect(home.log('stubborn')).toContain('ignored SIGINT');
});

e2e('a child that ignores signals is dead before stop returns', async (home) => {
  await home.ok(['start', fixture('stubborn-child.js'), '-k', '500']);
  await home.waitFor(() => home.announcements().length === 2, 'the child');
  const pids = home.announcements().map(({ pid }) => pid);
  await home.ok(['stop', 'all']);
  expect(pids.filter(isAlive)).toEqual([]);
});

e2e('a child that is left when the program crashes is gone before the next run', async (home) => {
  const script = home.write(
    'leaves.sh',
    `"${process.execPath}" "${fixture('stubborn.js')}" &
     until grep -q '"pid":'$! "$ANNOUNCE"; do sleep 0.1; done
     exit 1\n`,
  );
  await home.pmx(['start', script, '-k', '300']);
  const orphan = await home.waitFor(() => home.announcements()[0], 'the child');
  await home.waitFor(() => home.announcements().length >= 2, 'the next run');
  expect(isAlive(orphan.pid)).toBe(false);
});

e2e('the signal can be chosen', async (home) => {
  const script = home.write(
    'trap.sh',
    `trap 'echo got USR2; exit 0' USR2; echo up; while true; do sleep 0.1; done\n`,
  );
  await home.ok(['start', home.config([{ name: 'trap', script, stop_signal: 'SIGUSR2' }])]);
  await home.waitFor(() => home.log('trap') === 'up\n', 'the trap');
  await home.ok(['stop', 'trap']);
  expect(home.log('trap')).toBe('up\ngot USR2\n');
});

e2e('shutdown_with_message sends a message in place of the signal', async (home) => {
  await home.ok(['start', fixture('shutdown-message.js'), '--shutdown-with-message']);
  await home.ok(['stop', 'shutdown-message']);
  expect(home.log('shutdown-message')).toBe('message: shutdown\n');
});

e2e('restart and delete wait for the old process too', async (home) => {
  await home.ok(['start', fixture('stubborn.js'), '-k', '300']);
  const { pid } = await home.app('stubborn');
  await home.ok(['restart', 'stubborn']);
  expect(isAlive(pid)).toBe(false);
  const next = await home.app('stubborn');
  await home.ok(['delete', 'stubborn']);
  expect(isAlive(next.pid)).toBe(false);
  expect(await home.list()).toEqual([]);
});

e2e('a stopped app stays stopped, and kill ends all', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  await home.ok(['start', fixture('http.js')]);
  await home.ok(['stop', 'idle']);
  const pids = [home.daemonPid(), home.keeperPid(), (await home.app('http')).pid];
  await home.ok(['kill']);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(home.announcements()).toHaveLength(2);
});

e2e('overlapping restarts leave one process', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  await Promise.all(Array.from({ length: 10 }, () => home.pmx(['restart', 'idle'])));
  await home.waitForStatus('idle', 'online');
  const alive = home.announcements().filter(({ pid }) => isAlive(pid));
  expect(alive.map(({ pid }) => pid)).toEqual([(await home.app('idle')).pid]);
});

/** Several commands at once for one app: there is one app, and every command gets a right answer. */

import { e2e, fixture, isAlive } from '../support';

e2e('five starts of one program at once make one app', async (home) => {
  await home.list();
  const starts = await Promise.all(Array.from({ length: 5 }, () => home.pmx(['start', fixture('idle.js')])));
  expect(starts.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
  const { pid } = await home.waitForStatus('idle', 'online');
  expect(
    home
      .announcements()
      .filter((one) => isAlive(one.pid))
      .map((one) => one.pid),
  ).toEqual([pid]);
});

e2e('starts and deletes at once leave what the list says', async (home) => {
  const config = home.config([{ name: 'idle', script: fixture('idle.js'), instances: 2, exec_mode: 'fork' }]);
  await Promise.all(
    ['start', 'delete', 'start', 'restart', 'delete', 'start'].map((verb) => home.pmx([verb, config])),
  );
  await home.waitFor(async () => {
    const listed = (await home.list()).map(({ pid }) => pid).filter((pid) => pid > 0);
    const living = home
      .announcements()
      .map(({ pid }) => pid)
      .filter(isAlive);
    return listed.length === living.length && living.every((pid) => listed.includes(pid));
  }, 'the processes to be those of the list');
});

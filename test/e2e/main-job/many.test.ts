/** Many programs at once: none is lost, however late the answers come. */

import { e2e, fixture, isAlive } from '../support';

e2e('sixty Node programs in one start all have their own pid, and kill leaves none', async (home) => {
  const apps = Array.from({ length: 60 }, (_, index) => ({
    name: `app-${index}`,
    script: fixture('idle.js'),
  }));
  await home.ok(['start', home.config(apps)]);
  const announced = home.announcements().map(({ pid }) => pid);
  const listed = (await home.list()).map(({ pid }) => pid);
  expect([...listed].sort()).toEqual([...announced].sort());
  await home.ok(['kill']);
  expect(announced.filter(isAlive)).toEqual([]);
});

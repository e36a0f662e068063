/** examples/graceful: no request fails, and all is put away, in a reload and in a stop. */

import { e2e, freePort, get } from '../support';
import { Load, request } from '../support/load';
import { example, output, statuses } from './support';

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

e2e('start, reload under load, stop', async (home) => {
  const port = await freePort();
  await home.ok(['start', example('graceful/app.js'), '-n', 'graceful', '-i', '2', '--wait-ready'], {
    env: { PORT: String(port) },
  });
  expect(await request({ port, path: '/health' }, false)).toBe('ok\n');

  const before = (await home.instances('graceful')).map(({ pid }) => pid);
  const load = new Load({ port, clients: 8, keepAlive: true });
  await load.answered(8);
  await home.ok(['reload', 'graceful']);
  await load.answered(8);
  expect(await load.stop()).toMatchObject({ failed: 0, failures: {} });
  const after = (await home.instances('graceful')).map(({ pid }) => pid);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  expect(after).toContain(Number(/process (\d+)/.exec(await get(port))?.[1]));
  expect(occurrences(await output(home, 'graceful'), 'All is put away.')).toBe(2);

  await home.ok(['stop', 'graceful']);
  expect(await statuses(home)).toEqual(['graceful stopped', 'graceful stopped']);
  expect(occurrences(await output(home, 'graceful'), 'All is put away.')).toBe(4);
});

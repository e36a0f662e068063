/** The README's promise: the examples run as they are. */

import { join } from 'node:path';
import { e2e, get, root } from '../support';

const example = (path: string) => join(root, 'examples', path);

const portIn = (log: string) => Number(/http:\/\/localhost:(\d+)/.exec(log)?.[1]) || null;

e2e('the HTTP server answers, twice on one machine', async (home) => {
  await home.ok(['start', example('http/app.js'), '-n', 'first']);
  await home.ok(['start', example('http/app.js'), '-n', 'second']);
  for (const name of ['first', 'second']) {
    const port = await home.waitFor(() => portIn(home.log(name)), `the port of ${name}`);
    expect(await get(port)).toBe(`Hello from process ${(await home.app(name)).pid}\n`);
  }
});

e2e('the config file starts them all', async (home) => {
  await home.ok(['start', example('ecosystem.config.js')]);
  const list = (await home.list()).map(({ name, pm2_env }) => `${name} ${pm2_env.status}`);
  expect(list).toEqual(['http online', 'esm online', 'python online', 'shell online']);
  await home.waitFor(() => home.log('python').includes('Job 1 done.'), 'the Python worker');
  await home.ok(['stop', 'python']);
  expect(home.log('python')).toContain('Finished the current job.');
});

e2e('the crashing one is brought back, later and later', async (home) => {
  await home.pmx(['start', example('crashing/app.js'), '-n', 'crashing']);
  await home.waitFor(() => home.log('crashing').split('\n').length > 3, 'three runs');
  expect(await home.ok(['describe', 'crashing'])).toMatch(/code 1\b/);
});

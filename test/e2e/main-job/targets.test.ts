/** Every way to name apps. */

import { e2e, fixture, type TestHome } from '../support';

const script = fixture('idle.sh');

const APPS = [
  { name: 'api', script, namespace: 'web' },
  { name: 'site', script, namespace: 'web' },
  { name: 'job', script: fixture('stubborn.js'), kill_timeout: 200 },
];

/** Names of the apps that are not online. */
async function stopped(home: TestHome): Promise<string[]> {
  return (await home.list()).filter(({ pm2_env }) => pm2_env.status !== 'online').map(({ name }) => name);
}

const TARGETS: [string, string[], string[]][] = [
  ['an id', ['1'], ['site']],
  ['a name', ['api'], ['api']],
  ['a namespace', ['web'], ['api', 'site']],
  ['a pattern', ['/^(api|job)$/'], ['api', 'job']],
  ['a script path', [fixture('stubborn.js')], ['job']],
  ['all', ['all'], ['api', 'site', 'job']],
  ['several at once', ['0', 'job'], ['api', 'job']],
];

e2e.each(TARGETS)('%s', async (home, _what, words, expected) => {
  await home.ok(['start', home.config(APPS)]);
  await home.ok(['stop', ...words]);
  expect(await stopped(home)).toEqual(expected);
  await home.ok(['restart', ...words]);
  expect(await stopped(home)).toEqual([]);
  await home.ok(['delete', ...words]);
  const left = (await home.list()).map(({ name }) => name);
  expect(left).toEqual(APPS.map(({ name }) => name).filter((name) => !expected.includes(name)));
});

e2e('a config file, and one on standard input', async (home) => {
  await home.ok(['start', home.config(APPS)]);
  await home.ok(['stop', home.config(APPS.slice(0, 1), 'one.json')]);
  expect(await stopped(home)).toEqual(['api']);
  await home.ok(['delete', '-'], { input: JSON.stringify(APPS.slice(1, 2)) });
  expect((await home.list()).map(({ name }) => name)).toEqual(['api', 'job']);
});

e2e('an unknown name fails and suggests the nearest, a mistyped command too', async (home) => {
  await home.ok(['start', script, '-n', 'billing']);
  for (const verb of ['stop', 'restart', 'delete', 'describe', 'pid', 'env', 'reload', 'reset', 'logs']) {
    expect(await home.fails([verb, 'biling'])).toContain('billing');
  }
  expect(await home.fails(['restrat', 'billing'])).toContain('restart');
  expect(await stopped(home)).toEqual([]);
});

e2e('one unknown name of several: nothing is lost', async (home) => {
  await home.ok(['start', home.config(APPS)]);
  expect(await home.fails(['delete', 'api', 'nope'])).toContain('nope');
  expect((await home.list()).map(({ name }) => name)).toContain('site');
});

e2e('all with no apps, and no target at all, fail', async (home) => {
  for (const verb of ['stop', 'restart', 'delete', 'reload']) {
    await home.fails([verb, 'all']);
    await home.fails([verb]);
  }
});

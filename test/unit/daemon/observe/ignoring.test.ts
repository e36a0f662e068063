import { ignoring } from '../../../../packages/daemon/src/observe/watcher';

const ignores = (path: string, ...ignore: string[]): boolean =>
  ignoring({ paths: ['/srv/app'], ignore, delay: 200 }, '/srv/app', ['/home/me/.pmx'])(path);

test.each([
  '/srv/app/node_modules/x/index.js',
  '/srv/app/packages/a/node_modules/x.js',
  '/srv/app/.git/HEAD',
  '/srv/app/logs/out.log',
  '/srv/app/app.pid',
  '/home/me/.pmx/logs/web-out.log',
])('%s is ignored by default', (path) => expect(ignores(path)).toBe(true));

test.each(['/srv/app', '/srv/app/app.js', '/srv/app/src/.env', '/srv/app/my_node_modules.js'])(
  '%s is not',
  (path) => expect(ignores(path)).toBe(false),
);

test.each([
  ['tmp', '/srv/app/tmp/a.txt'],
  ['tmp', '/srv/app/deep/tmp/a.txt'],
  ['./uploads', '/srv/app/uploads/a.png'],
  ['uploads/', '/srv/app/uploads/a.png'],
  ['**/*.json', '/srv/app/data/x.json'],
  ['*.json', '/srv/app/data/x.json'],
  ['/srv/app/cache', '/srv/app/cache/x'],
  ['data/*.txt', '/srv/app/data/x.txt'],
  ['/\\.test\\.js$/', '/srv/app/a.test.js'],
])('pattern %s ignores %s', (pattern, path) => {
  expect(ignores(path, pattern)).toBe(true);
  expect(ignores('/srv/app/app.js', pattern)).toBe(false);
});

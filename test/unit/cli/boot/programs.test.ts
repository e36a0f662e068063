import { choosePrograms, servicePath } from '../../../../packages/cli/src/boot/programs';

const none = { realpath: () => null };
const programsOf = (execPath: string, disk: { realpath(path: string): string | null } = none) =>
  choosePrograms({ execPath, script: '/lib/pmx/bin/pmx', path: '/a:/b' }, disk);

test.each([
  ['nvm', '/home/a/.nvm/versions/node/v20.1.0/bin/node', '/home/a/.nvm/versions/node'],
  [
    'fnm',
    '/home/a/.local/share/fnm/node-versions/v20.1.0/installation/bin/node',
    '/home/a/.local/share/fnm/node-versions',
  ],
  ['volta', '/home/a/.volta/tools/image/node/20.1.0/bin/node', '/home/a/.volta/tools/image/node'],
  ['asdf', '/home/a/.asdf/installs/nodejs/20.1.0/bin/node', '/home/a/.asdf/installs/nodejs'],
  [
    'mise',
    '/home/a/.local/share/mise/installs/node/20.1.0/bin/node',
    '/home/a/.local/share/mise/installs/node',
  ],
  ['nodenv', '/home/a/.nodenv/versions/20.1.0/bin/node', '/home/a/.nodenv/versions'],
  ['n', '/usr/local/n/versions/node/20.1.0/bin/node', '/usr/local/n/versions/node'],
])('%s: the unit looks for the version of the day', (_, execPath, versions) => {
  expect(programsOf(execPath)).toMatchObject({ node: execPath, versions });
});

test.each(['/usr/bin/node', '/usr/local/bin/node', '/opt/node/bin/node'])('%s stays as it is', (execPath) => {
  expect(programsOf(execPath)).toMatchObject({ node: execPath, versions: null });
});

test.each([
  ['/opt/homebrew/Cellar/node/22.1.0/bin/node', '/opt/homebrew/bin/node'],
  ['/opt/homebrew/Cellar/node@20/20.1.0/bin/node', '/opt/homebrew/bin/node'],
  ['/snap/node/9000/bin/node', '/snap/bin/node'],
  ['/nix/store/abc-nodejs-20/bin/node', '/run/current-system/sw/bin/node'],
])('%s is reached by the link that its package manager keeps', (execPath, link) => {
  const disk = { realpath: (path: string) => (path === link ? execPath : null) };
  expect(programsOf(execPath, disk)).toMatchObject({ node: link, versions: null });
});

test('a link that leads elsewhere is not taken', () => {
  const disk = { realpath: () => '/opt/homebrew/Cellar/node/18.0.0/bin/node' };
  const execPath = '/opt/homebrew/Cellar/node/22.1.0/bin/node';
  expect(programsOf(execPath, disk)).toMatchObject({ node: execPath, versions: null });
});

test('pmx is named by the link on PATH that leads to it', () => {
  const disk = { realpath: (path: string) => (path === '/b/pmx' ? '/lib/pmx/bin/pmx' : '/other') };
  expect(programsOf('/usr/bin/node', disk).script).toBe('/b/pmx');
  expect(programsOf('/usr/bin/node').script).toBe('/lib/pmx/bin/pmx');
});

test('PATH is that of the shell without what ends with it, and has the Node of pmx', () => {
  const programs = { node: '/opt/node/bin/node', script: '/x', versions: null };
  expect(servicePath('/usr/bin:.:/run/user/1/fnm_multishells/1_2/bin:/bin:/usr/bin', programs)).toBe(
    '/opt/node/bin:/usr/bin:/bin',
  );
  expect(servicePath('/bin:/opt/node/bin', programs)).toBe('/bin:/opt/node/bin');
});

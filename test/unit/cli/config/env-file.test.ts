import { applyEnvFile, loadConfig } from '../../../../packages/cli/src/config';
import { useFolder } from './support';

const folder = useFolder();
const apply = (app: Record<string, unknown>) =>
  applyEnvFile({ name: 'api', script: 'a.js', ...app }, folder.path('.'));

test('its variables come under env', async () => {
  folder.put('.env', 'A=file\nB="two words"\n# no\nexport C=3\n');
  expect(await apply({ env_file: '.env', env: { A: 'own' } })).toMatchObject({
    env_file: '.env',
    env: { A: 'own', B: 'two words', C: '3' },
  });
});

test('later files win, and the camelCase name works', async () => {
  folder.put('one', 'A=1\nB=1');
  folder.put('two', 'B=2');
  expect((await apply({ envFile: ['one', 'two'] })).env).toEqual({ A: '1', B: '2' });
});

test("paths start at the app's cwd, then at the config's folder", async () => {
  folder.put('app/.env', 'WHERE=cwd');
  folder.put('.env', 'WHERE=folder');
  folder.put('shared.env', 'SHARED=1');
  expect((await apply({ cwd: 'app', env_file: ['.env', 'shared.env'] })).env).toEqual({
    WHERE: 'cwd',
    SHARED: '1',
  });
});

test('an app without one is left alone', async () => {
  expect(await apply({})).toEqual({ name: 'api', script: 'a.js' });
});

test('an env that is none is left for the parser to name', async () => {
  folder.put('.env', 'A=1');
  expect((await apply({ env_file: '.env', env: 'A=2' })).env).toBe('A=2');
});

test('a missing file is named, with its app', async () => {
  await expect(apply({ env_file: 'nope.env', cwd: 'app' })).rejects.toMatchObject({
    code: 'PMX_ERR_ENV_FILE',
    message: `api: the env_file ${folder.path('nope.env')} does not exist.`,
  });
});

test.each([[5], [''], [['a', null]]])('%p is no path', async (env_file) => {
  await expect(apply({ env_file })).rejects.toMatchObject({ code: 'PMX_ERR_INVALID_SPEC' });
});

test('a config loads it', async () => {
  folder.put('sub/.env', 'A=1');
  folder.put('sub/c.yaml', 'script: a.js\nenv_file: .env\n');
  const { apps } = await loadConfig('sub/c.yaml', { cwd: folder.path('.'), env: {}, stdin: process.stdin });
  expect(apps).toEqual([{ script: 'a.js', env_file: '.env', env: { A: '1' } }]);
});

import { isConfigFile, loadConfig, loadTargets } from '../../../../packages/cli/src/config';
import { useFolder } from './support';

const folder = useFolder();

const context = (input = '') => ({ cwd: folder.path('.'), env: {}, stdin: stream(input) });

async function* stream(text: string): AsyncGenerator<string> {
  yield* text.match(/.{1,3}/gs) ?? [];
}

const appsOf = async (name: string, text: string) => {
  folder.put(name, text);
  return (await loadConfig(name, context())).apps;
};

const failureOf = (name: string, text: string) => appsOf(name, text).catch((error) => error);

describe('which words are config files', () => {
  test.each([
    '-',
    'ecosystem.json',
    'process.json',
    'a.yml',
    'a.yaml',
    'x.config.js',
    'x.config.cjs',
    'x.config.mjs',
    'x.config.ts',
    './dir/pm2.JSON',
  ])('%s', (word) => expect(isConfigFile(word)).toBe(true));

  test.each(['app.js', 'app.ts', 'api', 'all', '0', '/re/', 'config.js', 'npm run json', '--', ''])(
    'not %s',
    (word) => expect(isConfigFile(word)).toBe(false),
  );
});

describe('text configs', () => {
  const app = { script: 'a.js' };

  test.each([
    [
      'JSON with comments and a trailing comma',
      'a.json',
      '// one\n{ "apps": [ { "script": "a.js", }, ] /* two */ }',
    ],
    ['JSON after a byte order mark', 'a.json', '\ufeff{"script": "a.js"}'],
    ['a list', 'a.json', '[{"script": "a.js"}]'],
    ['one app', 'a.json', '{"script": "a.js"}'],
    ['one app under apps', 'a.json', '{"apps": {"script": "a.js"}}'],
    ['YAML', 'a.yaml', 'apps:\n  - script: a.js\n'],
    ['YAML with anchors', 'a.yml', 'x: &x { script: a.js }\napps:\n  - <<: *x\n'],
  ])('%s', async (_what, name, text) => {
    expect(await appsOf(name, text)).toEqual([app]);
  });

  test('other names of script make an app, too', async () => {
    expect(await appsOf('a.json', '{"cmd": "run"}')).toEqual([{ cmd: 'run' }]);
  });

  test('a key __proto__ reaches no prototype', async () => {
    const failure = await failureOf('a.json', '{"script": "a", "__proto__": {"polluted": 1}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(JSON.stringify(failure)).not.toBe('{}');
    const [app] = await appsOf('a.yaml', 'script: a\n__proto__: { polluted: 1 }\n');
    expect(app?.polluted).toBeUndefined();
  });
});

describe('standard input', () => {
  test.each([
    ['JSON', '{"script": "a.js"}'],
    ['JSON after a comment', '// c\n{"script": "a.js"}'],
    ['YAML', 'script: a.js\n'],
  ])('%s', async (_what, text) => {
    const { file, apps } = await loadConfig('-', context(text));
    expect(apps).toEqual([{ script: 'a.js' }]);
    expect(file).toBe(folder.path('-'));
  });

  test('an error names it', async () => {
    await expect(loadConfig('-', context('{"script": }'))).rejects.toMatchObject({
      code: 'PMX_ERR_CONFIG_SYNTAX',
      message: '-:1:12: value expected.',
    });
  });
});

describe('errors', () => {
  test.each([
    ['JSON', 'a.json', '{\n  "apps": [{ "script": }]\n}', ':2:24: value expected.'],
    ['an empty JSON file', 'a.json', '', ':1:1: value expected.'],
    ['YAML', 'a.yaml', 'apps:\n  - script: [a\nb: 2\n', ':3:1: '],
    ['a YAML alias without an anchor', 'a.yaml', 'apps: *nobody\n', 'nobody'],
  ])('%s with a syntax error: its place', async (_what, name, text, place) => {
    const failure = await failureOf(name, text);
    expect(failure.code).toBe('PMX_ERR_CONFIG_SYNTAX');
    expect(failure.message).toContain(folder.path(name));
    expect(failure.message).toContain(place);
  });

  test.each([
    ['no apps', '{"apps": []}', 'no apps'],
    ['an empty list', '[]', 'no apps'],
    ['a package.json', '{"name": "x", "version": "1.0.0"}', 'neither `apps` nor `script`'],
    ['text', '"api"', 'a string'],
    ['null', 'null', 'empty'],
    ['an app that is none', '{"apps": [{"script": "a"}, "b"]}', 'apps[1] is a string'],
    ['apps that are none', '{"apps": 5}', '`apps` is neither'],
  ])('%s: the wrong shape', async (_what, text, reason) => {
    const failure = await failureOf('a.json', text);
    expect(failure).toMatchObject({ code: 'PMX_ERR_CONFIG_SHAPE' });
    expect(failure.message).toContain(reason);
  });

  test('an empty YAML file', async () => {
    expect(await failureOf('a.yaml', '')).toMatchObject({ code: 'PMX_ERR_CONFIG_SHAPE' });
  });

  test.each(['a.json', 'a.yaml', 'a.config.js', 'a.config.ts'])('%s does not exist', async (name) => {
    await expect(loadConfig(name, context())).rejects.toMatchObject({
      code: 'PMX_ERR_CONFIG_NOT_FOUND',
      message: `The config file ${folder.path(name)} does not exist.`,
    });
  });

  test.each(['a.json', 'a.config.js'])('%s is a folder', async (name) => {
    folder.put(`${name}/x`, '');
    await expect(loadConfig(name, context())).rejects.toMatchObject({
      code: 'PMX_ERR_CONFIG_NOT_FOUND',
      message: `The config file ${folder.path(name)} is a folder.`,
    });
  });

  test('YAML values that JSON has not', async () => {
    const failure = await failureOf('a.yaml', 'script: a\nkill_timeout: .nan\n');
    expect(failure).toMatchObject({ code: 'PMX_ERR_INVALID_SPEC', details: { field: 'kill_timeout' } });
  });
});

test('words are configs and names, in their order', async () => {
  folder.put('a.json', '{"script": "a.js"}');
  expect(await loadTargets(['api', 'a.json', 'all'], context())).toEqual([
    { kind: 'name', value: 'api', cwd: folder.path('.') },
    { kind: 'config', file: folder.path('a.json'), apps: [{ script: 'a.js' }] },
    { kind: 'name', value: 'all', cwd: folder.path('.') },
  ]);
});

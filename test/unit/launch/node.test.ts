import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isNodeName } from '../../../packages/daemon/src/launch/interpreters';
import { stripsTypes } from '../../../packages/daemon/src/launch/typescript';
import { findRunner } from '../../../packages/daemon/src/launch/typescript-runners';
import { Bench } from './support';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.end());

const nodeOnPath = (): void => symlinkSync(process.execPath, join(bench.bin, 'node'));

test.each(['app.js', 'app.cjs', 'app.mjs'])('%s gets Node and the agent', async (name) => {
  nodeOnPath();
  const script = bench.write(name);
  expect(await bench.launch({ script: name, args: 'a b', node_args: '--trace-gc' })).toMatchObject({
    file: join(bench.bin, 'node'),
    argv0: 'node',
    args: ['--require', bench.agentFile, '--trace-gc', script, 'a', 'b'],
    nodeVersion: process.version,
    reportsBoot: true,
  });
});

test("without a node on the app's PATH it is the daemon's", async () => {
  bench.write('app.js');
  expect(await bench.launch({ script: 'app.js' })).toMatchObject({ file: process.execPath, argv0: null });
  expect(await bench.launch({ script: 'app.js', interpreter: 'node' })).toMatchObject({
    file: process.execPath,
  });
});

test('an interpreter that is a Node by its path gets the agent', async () => {
  nodeOnPath();
  bench.write('server.txt');
  const launch = await bench.launch({ script: 'server.txt', interpreter: './bin/node' });
  expect(launch).toMatchObject({ argv0: null, reportsBoot: true, nodeVersion: process.version });
});

test('source maps', async () => {
  const script = bench.write('app.js');
  const { args } = await bench.launch({ script: 'app.js', source_map_support: true });
  expect(args).toEqual(['--require', bench.agentFile, '--enable-source-maps', script]);
});

test.each([
  ['turned off', { agent: false }],
  ["under Node's permission model", { node_args: '--permission' }],
])('no agent: %s', async (_, raw) => {
  bench.write('app.js');
  const launch = await bench.launch({ script: 'app.js', ...raw });
  expect(launch.reportsBoot).toBe(false);
  expect(launch.args).not.toContain('--require');
});

test('no agent where its file is missing: the app starts nonetheless', async () => {
  const script = bench.write('app.js');
  require('node:fs').rmSync(bench.agentFile);
  expect(await bench.launch({ script: 'app.js' })).toMatchObject({ args: [script], reportsBoot: false });
});

test('names of Node', () => {
  expect(['node', 'nodejs', 'node18', 'node-20', 'node-v22.1.0'].filter(isNodeName)).toHaveLength(5);
  expect(['nodemon', 'node-gyp', 'ts-node', 'deno', 'bun', 'node_exporter'].filter(isNodeName)).toEqual([]);
});

test.each([
  ['v20.20.2', 'no'],
  ['v22.5.1', 'no'],
  ['v22.6.0', 'flag'],
  ['v22.17.1', 'flag'],
  ['v22.18.0', 'yes'],
  ['v23.0.0', 'flag'],
  ['v23.5.0', 'flag'],
  ['v23.6.0', 'yes'],
  ['v24.0.0', 'yes'],
])('%s strips types: %s', (version, answer) => {
  expect(stripsTypes(version)).toBe(answer);
});

describe('TypeScript runners', () => {
  /** As npm would: a manifest and the file that it names. */
  const install = (name: string, subpath: string, file: string): string => {
    bench.write(`node_modules/${name}/package.json`, JSON.stringify({ exports: { [subpath]: `./${file}` } }));
    return bench.write(`node_modules/${name}/${file}`);
  };
  const imported = (file: string): string[] => ['--import', pathToFileURL(file).href];
  const required = (file: string): string[] => ['--require', file];

  test.each([
    ['tsx', '.', false, imported],
    ['tsx', '.', true, imported],
    ['ts-node', './register/transpile-only', false, required],
    ['@swc-node/register', '.', false, required],
    ['@swc-node/register', './esm-register', true, imported],
    ['esbuild-register', '.', false, required],
  ])('%s %s (ES module: %s)', async (name, subpath, isEsm, args) => {
    const found = install(name, subpath, 'dist/file.js');
    expect(await findRunner(join(bench.dir, 'src'), isEsm)).toEqual(args(found));
  });

  test('ts-node for ES modules is registered by a module of our own', async () => {
    const hooks = install('ts-node', './esm/transpile-only', 'esm.mjs');
    const [flag, module = ''] = (await findRunner(bench.dir, true)) ?? [];
    expect(flag).toBe('--import');
    expect(decodeURIComponent(module)).toContain(`register("${pathToFileURL(hooks).href}")`);
  });

  test('one for the other module system is none; tsx is preferred, and found as soon as it is installed', async () => {
    expect(await findRunner(bench.dir, false)).toBeNull();
    install('esbuild-register', '.', 'index.js');
    expect(await findRunner(bench.dir, true)).toBeNull();
    const tsx = install('tsx', '.', 'loader.mjs');
    expect(await findRunner(bench.dir, false)).toEqual(imported(tsx));
  });
});

const strips = stripsTypes(process.version) !== 'no';

(strips ? test.skip : describe)('TypeScript on a Node that cannot', () => {
  test('a runner is found from the real folder of the script', async () => {
    bench.write('releases/1/src/app.ts');
    bench.write('releases/1/node_modules/tsx/package.json', '{}');
    const tsx = bench.write('releases/1/node_modules/tsx/index.js');
    symlinkSync('releases/1', join(bench.dir, 'current'));
    const { args } = await bench.launch({ script: 'current/src/app.ts' });
    const script = join(bench.dir, 'current/src/app.ts');
    expect(args).toEqual(['--require', bench.agentFile, '--import', pathToFileURL(tsx).href, script]);
  });

  test('without a runner it says what to install', async () => {
    const script = bench.write('app.ts');
    await expect(bench.launch({ script: 'app.ts' })).rejects.toMatchObject({
      code: 'PMX_ERR_NO_TYPESCRIPT_RUNNER',
      message: expect.stringContaining(script),
      advice: expect.stringMatching(/npm install --save-dev tsx.*22\.18/),
    });
  });

  test.each(['--import ./mine.mjs', '--import=tsx', '-r ts-node/register'])(
    '%s is left alone',
    async (node_args) => {
      bench.write('app.ts');
      const { args } = await bench.launch({ script: 'app.ts', node_args });
      expect(args.slice(2, -1)).toEqual(node_args.split(' '));
    },
  );
});

test('.tsx is never for Node alone', async () => {
  bench.write('app.tsx');
  await expect(bench.launch({ script: 'app.tsx' })).rejects.toMatchObject({
    code: 'PMX_ERR_NO_TYPESCRIPT_RUNNER',
    advice: "In the app's folder run: npm install --save-dev tsx.",
  });
});

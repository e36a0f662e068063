/** What launching resolves is what the system runs. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { NodeVersions } from '../../../packages/daemon/src/launch/node-version';
import { Bench } from '../../unit/launch/support';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.end());

/** Programs of these tests end by themselves; the deadline is for one that does not. */
async function outputOf(file: string, args: string[], argv0?: string): Promise<string> {
  const child = spawn(file, args, {
    ...(argv0 === undefined ? {} : { argv0 }),
    cwd: bench.dir,
    env: { PATH: `${bench.bin}:/usr/bin:/bin` },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(child, 'close');
  return output;
}

async function run(raw: Parameters<Bench['launch']>[0]): Promise<string> {
  const { file, args, argv0 } = await bench.launch(raw);
  return outputOf(file, args, argv0 ?? undefined);
}

const SHOW =
  'console.log(process.argv, process.argv0, process.title, process.execArgv, require.main === module);';

test('Node: as `node app.js` would', async () => {
  symlinkSync(process.execPath, join(bench.bin, 'node'));
  bench.write('release/app.js', SHOW);
  symlinkSync('release', join(bench.dir, 'current'));
  const file = join(bench.dir, 'current/app.js');
  const plain = await outputOf(join(bench.bin, 'node'), [file, 'a', 'b c'], 'node');
  const launched = await run({ script: 'current/app.js', args: ['a', 'b c'], agent: false });
  expect(launched).toBe(plain);
  expect(launched).toContain(file);
});

test('a command line: its words stay together, and so do those of the arguments', async () => {
  const words = ['a b', "it's", '$HOME `x` "y"', '', '*', 'new\nline'];
  const line = `f() { printf '<%s>' "$@"; }; f one "two three"`;
  expect(await run({ script: line, args: words })).toBe(
    ['one', 'two three', ...words].map((word) => `<${word}>`).join(''),
  );
});

test('an executable with #!, and one without', async () => {
  bench.write('with', '#!/bin/sh\necho "$0" "$1"\n', 0o755);
  bench.write('without', 'echo "$0" "$1"\n', 0o755);
  expect(await run({ script: 'with', args: ['x'] })).toBe(`${bench.dir}/with x\n`);
  expect(await run({ script: './without', args: ['x'] })).toBe(`${bench.dir}/without x\n`);
});

test('a shell script by its extension needs no execute permission', async () => {
  bench.write('a.sh', 'echo "$1"\n');
  bench.command('bash', '#!/bin/sh\nexec /bin/sh "$@"\n');
  expect(await run({ script: 'a.sh', args: ['x'] })).toBe('x\n');
});

describe('which Node an interpreter is', () => {
  const fakeNode = (text: string): string => bench.command('node', `#!/bin/sh\n${text}\n`);
  const asking = () => ({ cwd: bench.dir, path: '/usr/bin:/bin' });

  test('it is asked once, for all who want to know, until its file changes', async () => {
    const versions = new NodeVersions();
    const count = join(bench.dir, 'count');
    const node = fakeNode(`echo asked >> ${count}; echo v22.6.0`);
    const answers = await Promise.all([1, 2, 3].map(() => versions.of(node, asking())));
    expect(answers).toEqual(['v22.6.0', 'v22.6.0', 'v22.6.0']);
    expect(await outputOf('/bin/cat', [count])).toBe('asked\n');
    fakeNode('echo v24.0.0 # another size');
    expect(await versions.of(node, asking())).toBe('v24.0.0');
  });

  test.each(['exit 1', 'echo 5.4.6', 'echo hello'])('%s: none', async (text) => {
    expect(await new NodeVersions().of(fakeNode(text), asking())).toBeNull();
  });

  test('one that strips types behind a flag gets the flag', async () => {
    const node = fakeNode('echo v22.6.0');
    const script = bench.write('app.ts');
    const { args, nodeVersion } = await bench.launch({ script: 'app.ts', interpreter: node });
    expect(args).toEqual(['--require', bench.agentFile, '--experimental-strip-types', script]);
    expect(nodeVersion).toBe('v22.6.0');
  });

  test('one that is too old for the agent goes without', async () => {
    const node = fakeNode('echo v16.20.2');
    bench.write('app.js');
    expect(await bench.launch({ script: 'app.js', interpreter: node })).toMatchObject({ reportsBoot: false });
  });
});

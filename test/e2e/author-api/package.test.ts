/** The package as a project of somebody else gets it: packed, and installed where nothing else of pmx is. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support';

const TSC = join(root, 'node_modules/typescript/bin/tsc');

let dir: string;
let installed: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-package-'));
  installed = join(dir, 'node_modules/@pmx/agent');
  mkdirSync(installed, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', dir], { cwd: join(root, 'packages/agent') });
  const tarball = readdirSync(dir).find((name) => name.endsWith('.tgz'))!;
  execFileSync('tar', ['xzf', join(dir, tarball), '-C', installed, '--strip-components=1']);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

const run = (file: string): string => execFileSync(process.execPath, [file], { encoding: 'utf8' });

/** What the compiler says; empty when it is content. */
function compile(file: string): string {
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
  try {
    execFileSync(process.execPath, [TSC, ...options, file], { cwd: dir, encoding: 'utf8' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const USE = `
const takeBack: () => void = onShutdown(async (reason) => { const text: string = reason; void text; });
onShutdown((reason) => { if (reason === 'SIGTERM') takeBack(); });
onDrain(() => {});
ready();
const draining: boolean = isDraining();
const queue: number = metric('queue', { unit: 'jobs', value: () => 1 }).value;
metric('set').set(queue);
counter('users').inc();
meter('jobs').mark(2);
histogram('sizes', { unit: 'kB' }).update(3.5);
const forget: () => void = action('flush', async (params) => ({ params }));
forget();
export { draining };
`;

test('it holds nothing but what apps load', () => {
  expect(readdirSync(installed).sort()).toEqual(['dist', 'package.json']);
  expect(readdirSync(join(installed, 'dist')).sort()).toEqual([
    'index.cjs',
    'index.d.cts',
    'index.d.mts',
    'index.mjs',
  ]);
});

test('require and import', () => {
  expect(run(write('a.cjs', `console.log(require('@pmx/agent').isDraining());`))).toBe('false\n');
  expect(run(write('a.mjs', `import { isDraining } from '@pmx/agent'; console.log(isDraining());`))).toBe(
    'false\n',
  );
});

test('metrics and actions of an app that runs without pmx', () => {
  const program = `
    import { action, counter, histogram, metric } from '@pmx/agent';
    counter('users').inc(2);
    histogram('sizes').update(1);
    action('flush', () => {});
    try { metric('users'); } catch (error) { console.log(counter('users').value, error.message); }
  `;
  expect(run(write('metrics.mjs', program))).toBe('2 "users" is a counter already, and can be no metric.\n');
});

test.each(['use.mts', 'use.cts'])('its types, in %s', (name) => {
  expect(
    compile(
      write(
        name,
        `import { action, counter, histogram, isDraining, meter, metric, onDrain, onShutdown, ready } from '@pmx/agent';${USE}`,
      ),
    ),
  ).toBe('');
});

test('its types see a mistake', () => {
  const said = compile(
    write('wrong.mts', `import { onShutdown } from '@pmx/agent';\nonShutdown((n: number) => n);`),
  );
  expect(said).toContain('wrong.mts(2,12): error');
});

/** The line that finds Node when it is run, by a real shell. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serviceCommand } from '../../../../packages/cli/src/boot/command-line';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx launcher-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function add(path: string): void {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho ${path} "$@"\n`, { mode: 0o755 });
}

function run(script: string) {
  const versions = join(dir, 'versions');
  const programs = { node: join(versions, 'v20/bin/node'), script: join(dir, script), versions };
  const [command, ...args] = serviceCommand({ programs, keepApps: true });
  const { status, stdout, stderr } = spawnSync(command!, args, { encoding: 'utf8' });
  return { status, stderr, stdout: stdout.replaceAll(`${dir}/`, '').trim() };
}

test('the recorded Node, while it is there', () => {
  for (const path of ['versions/v20/bin/node', 'versions/v20/bin/pmx', 'versions/v22/bin/node']) add(path);
  expect(run('versions/v20/bin/pmx')).toMatchObject({
    status: 0,
    stdout: 'versions/v20/bin/node versions/v20/bin/pmx service --keep-apps',
  });
});

test('it was removed: the newest version that has pmx', () => {
  for (const version of ['v18', 'v22']) {
    add(`versions/${version}/bin/node`);
    add(`versions/${version}/bin/pmx`);
  }
  add('versions/v24/bin/node');
  expect(run('versions/v20/bin/pmx').stdout).toMatch(
    /^versions\/v22\/bin\/node versions\/v22\/bin\/pmx service/,
  );
});

test('pmx is elsewhere and stays: the newest Node runs it', () => {
  add('pmx');
  add('versions/v22/installation/bin/node');
  expect(run('pmx').stdout).toMatch(/^versions\/v22\/installation\/bin\/node pmx service/);
});

test.each([
  ['nothing is there', []],
  ['a Node without pmx', ['versions/v22/bin/node']],
  ['pmx without a Node', ['versions/v20/bin/pmx']],
])('%s: it fails loudly, and says what to do', (_, paths) => {
  for (const path of paths) add(path);
  const { status, stdout, stderr } = run('versions/v20/bin/pmx');
  expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
  expect(stderr).toMatch(/is gone.*No app was started.*pmx startup/s);
});

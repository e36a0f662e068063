import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock } from '@pmx/system';
import { bundle } from './support/keeper-harness';

let dir: string;
let contenders: ChildProcess[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-lock-'));
  contenders = [];
});

afterEach(() => {
  for (const contender of contenders) contender.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

test('ten processes that compete are never inside together, also when holders die', async () => {
  const file = bundle('test/e2e/host/support/lock-contender.ts', dir, 'contender');
  const locks = join(dir, 'locks');
  mkdirSync(locks);
  let errors = '';
  for (let i = 0; i < 10; i += 1) {
    const args = [file, locks, '25', String(i % 2)];
    const contender = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    contender.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    contenders.push(contender);
  }
  const ends = await Promise.all(contenders.map((contender) => once(contender, 'close')));
  expect(errors).toBe('');
  expect(ends.map(([code, signal]) => code ?? signal).sort()).toEqual([
    ...Array(5).fill(0),
    ...Array(5).fill('SIGKILL'),
  ]);
  acquireLock(locks, 'contended');
  // Each taking was one number, and only the last is left, beside the drafts of those that died holding it.
  expect(readdirSync(locks).filter((name) => /^contended\.\d+$/.test(name))).toEqual(['contended.251']);
});

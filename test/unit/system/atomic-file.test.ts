import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '@pmx/system';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-atomic-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test.each([true, false])('replaces the file as a whole, mode 0600 (fsync %p)', (fsync) => {
  const path = join(dir, 'state.json');
  writeFileSync(path, 'old and longer', { mode: 0o644 });
  writeFileAtomic(path, 'new', { fsync });
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['state.json']);
});

test('leaves nothing behind when it fails', () => {
  mkdirSync(join(dir, 'folder'));
  expect(() => writeFileAtomic(join(dir, 'folder'), 'x', { fsync: true })).toThrow('EISDIR');
  expect(readdirSync(dir)).toEqual(['folder']);
  expect(() => writeFileAtomic(join(dir, 'none/x'), 'x', { fsync: false })).toThrow('ENOENT');
});

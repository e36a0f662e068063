import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RotationSpec } from '@pmx/supervision';
import { Compressor } from '../../../../packages/host/src/output/compressor';
import { LogFile } from '../../../../packages/host/src/output/log-file';
import { LogFiles } from '../../../../packages/host/src/output/log-files';

let dir: string;
let warnings: string[];
let drops: { path: string; bytes: number; reason: string }[];
let open: LogFile[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-log-'));
  warnings = [];
  drops = [];
  open = [];
});

afterEach(() => {
  for (const file of open) file.close();
  rmSync(dir, { recursive: true, force: true });
});

const events = {
  dropped: (path: string, bytes: number, reason: string) => drops.push({ path, bytes, reason }),
  warn: (message: string) => warnings.push(message),
};

const NO_ROTATION: RotationSpec = { maxSize: 0, keep: 10, compress: false, totalSize: 1e9 };

function logFile(name: string, rotation: Partial<RotationSpec> = {}): LogFile {
  const path = join(dir, name);
  const file = new LogFile(path, { ...NO_ROTATION, ...rotation }, new Compressor(events.warn, 0), events);
  open.push(file);
  return file;
}

const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
const rotated = (): string[] =>
  readdirSync(dir)
    .filter((name) => /\.\d{8}T/.test(name))
    .sort();
const write = (file: LogFile, text: string): void => file.append(Buffer.from(text));

async function until(check: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!check()) {
    if (Date.now() > end) throw new Error(`Not in time: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('appends, makes missing folders, and keeps the file to its owner', () => {
  writeFileSync(join(dir, 'a.log'), 'before\n');
  write(logFile('a.log'), 'after\n');
  expect(read('a.log')).toBe('before\nafter\n');
  write(logFile('x/y/b.log'), 'new\n');
  expect(read('x/y/b.log')).toBe('new\n');
  expect(statSync(join(dir, 'x/y/b.log')).mode & 0o777).toBe(0o600);
});

test('across rotations no byte is lost, repeated or split from its line', () => {
  const file = logFile('a.log', { maxSize: 100, keep: 1_000 });
  const lines = Array.from({ length: 500 }, (_, i) => `${'x'.repeat(i % 37)}${i}\n`);
  const text = lines.join('');
  // Chunks that end anywhere.
  for (let at = 0; at < text.length; at += 61) write(file, text.slice(at, at + 61));
  const files = [...rotated(), 'a.log'].map(read);
  expect(files.length).toBeGreaterThan(80);
  expect(files.join('')).toBe(text);
  expect(files.every((content) => content.endsWith('\n'))).toBe(true);
});

test('a file that ends within a line is completed before it is rotated', () => {
  writeFileSync(join(dir, 'a.log'), 'a line that is long enou');
  const file = logFile('a.log', { maxSize: 20 });
  write(file, 'gh\nnext\n');
  expect(rotated().map(read)).toEqual(['a line that is long enough\n']);
  expect(read('a.log')).toBe('next\n');
});

test('keeps as many rotated files, and as many bytes, as it was told', () => {
  const file = logFile('a.log', { maxSize: 10, keep: 3 });
  for (let i = 0; i < 10; i += 1) write(file, `line ${i}..\n`);
  expect(rotated().map(read)).toEqual(['line 6..\n', 'line 7..\n', 'line 8..\n']);
  file.rotation = { ...file.rotation, totalSize: 18 };
  write(file, 'line 10.\n');
  expect(rotated().map(read)).toEqual(['line 8..\n', 'line 9..\n']);
});

test('compresses rotated files in the background, leftovers too', async () => {
  writeFileSync(join(dir, 'a.20200101T000000-000004.log'), 'left over\n');
  writeFileSync(join(dir, 'a.20200101T000000-000004.log.gz.tmp'), 'torn');
  const file = logFile('a.log', { maxSize: 10, compress: true });
  write(file, 'line one\nline two\n');
  await until(() => rotated().length === 2 && rotated().every((name) => name.endsWith('.gz')));
  expect(rotated()[1]).toMatch(/-000005\.log\.gz$/);
  const contents = rotated().map((name) => gunzipSync(readFileSync(join(dir, name))).toString());
  expect(contents).toEqual(['left over\n', 'line one\n']);
  expect(statSync(join(dir, rotated()[1]!)).mode & 0o777).toBe(0o600);
});

test('a file compressed already is not compressed twice', async () => {
  writeFileSync(join(dir, 'a.20200101T000000-000004.log'), 'left over\n');
  writeFileSync(join(dir, 'a.20200101T000000-000004.log.gz'), 'whole');
  new Compressor(events.warn, 0).add(join(dir, 'a.20200101T000000-000004.log'));
  await until(() => rotated().length === 1);
  expect(read('a.20200101T000000-000004.log.gz')).toBe('whole');
});

test('copes with a file that somebody truncates', () => {
  const file = logFile('a.log', { maxSize: 20 });
  write(file, '123456789\n123456\n');
  truncateSync(join(dir, 'a.log'));
  write(file, 'after\n');
  expect(read('a.log')).toBe('after\n');
  expect(rotated()).toEqual([]);
});

test('copes with a file that somebody renames or removes', () => {
  const file = logFile('a.log', { maxSize: 20 });
  write(file, 'one\n');
  renameSync(join(dir, 'a.log'), join(dir, 'a.log.1'));
  write(file, 'still one\n');
  file.reopen();
  write(file, 'two\n');
  expect([read('a.log.1'), read('a.log')]).toEqual(['one\nstill one\n', 'two\n']);
  unlinkSync(join(dir, 'a.log'));
  write(file, 'lost\n');
  write(file, 'too much for it\n');
  expect(read('a.log')).toBe('too much for it\n');
  expect(rotated()).toEqual([]);
});

test('flush empties the file and removes its rotated files', () => {
  const file = logFile('a.log', { maxSize: 10 });
  write(file, 'line one\nline two\nline three\n');
  expect(rotated()).toHaveLength(2);
  file.flush();
  expect([read('a.log'), rotated()]).toEqual(['', []]);
  write(file, 'new\n');
  expect(read('a.log')).toBe('new\n');
});

test('a full disk costs bytes, which are told at most once a second', () => {
  const full = new LogFile('/dev/full', NO_ROTATION, new Compressor(events.warn), events);
  open.push(full);
  write(full, '12345');
  write(full, '678');
  expect(drops).toEqual([{ path: '/dev/full', bytes: 5, reason: expect.stringContaining('ENOSPC') }]);
});

test('a path that cannot be opened is tried again with the next output', () => {
  mkdirSync(join(dir, 'a.log'));
  const file = logFile('a.log');
  write(file, 'lost');
  expect(drops).toMatchObject([{ bytes: 4, reason: expect.stringContaining('EISDIR') }]);
  rmSync(join(dir, 'a.log'), { recursive: true });
  write(file, 'kept');
  expect(read('a.log')).toBe('kept');
});

test('streams that name one path share the file until the last has ended', () => {
  const files = new LogFiles(events);
  const first = files.acquire(join(dir, 'a.log'), NO_ROTATION);
  expect(first.isShared).toBe(false);
  const second = files.acquire(`${dir}/x/../a.log`, NO_ROTATION);
  expect(second).toBe(first);
  expect(first.isShared).toBe(true);
  files.release(first);
  files.release(second);
  expect(files.acquire(join(dir, 'a.log'), NO_ROTATION)).not.toBe(first);
});

test('files that nobody writes to now can be flushed too', () => {
  writeFileSync(join(dir, 'a.log'), 'old\n');
  writeFileSync(join(dir, 'a.20200101T000000-000001.log.gz'), 'older');
  const files = new LogFiles(events);
  files.flush([join(dir, 'a.log'), join(dir, 'none.log')]);
  expect([read('a.log'), rotated(), existsSync(join(dir, 'none.log'))]).toEqual(['', [], false]);
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, bootId, startTimeOf } from '@pmx/system';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-lock-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const me = { pid: process.pid, startTime: startTimeOf(process.pid), bootId: bootId() };
const put = (number: number, holder: unknown): void =>
  writeFileSync(join(dir, `daemon.${number}`), JSON.stringify(holder));

test('is held until it is released, and its holder is named', () => {
  const lock = acquireLock(dir, 'daemon');
  const refused = expect.objectContaining({ code: 'PMX_ERR_LOCKED', details: { pid: process.pid } });
  expect(() => acquireLock(dir, 'daemon')).toThrow(refused);
  acquireLock(dir, 'keeper').release();
  lock.release();
  lock.release();
  acquireLock(dir, 'daemon').release();
});

test('numbers never come back, and only the highest stays', () => {
  for (let i = 0; i < 3; i += 1) acquireLock(dir, 'daemon').release();
  expect(readdirSync(dir)).toEqual(['daemon.3']);
});

test.each([
  ['a process that has ended', { ...me, startTime: '1' }],
  ['a process of another boot', { ...me, bootId: 'another' }],
  ['nobody', null],
  ['something torn', 'x'],
])('what %s held can be taken', (_who, holder) => {
  put(7, holder);
  acquireLock(dir, 'daemon');
  expect(readdirSync(dir)).toEqual(['daemon.8']);
});

test('a living holder below a dead one holds nothing: it has been outnumbered', () => {
  put(3, me);
  put(4, { ...me, startTime: '1' });
  acquireLock(dir, 'daemon');
  expect(readdirSync(dir)).toEqual(['daemon.5']);
});

test('drafts of processes that died are removed', () => {
  writeFileSync(join(dir, 'daemon.2147483000.draft'), '{}');
  writeFileSync(join(dir, 'daemon.2147483000.draft.2147483000.tmp'), '{}');
  acquireLock(dir, 'daemon');
  expect(readdirSync(dir)).toEqual(['daemon.1']);
});

import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FifoPool, isComplete } from '../../../packages/host/src/fifo-pool';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-fifos-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('sets asked for together are different ones, and made', async () => {
  const pool = new FifoPool(dir);
  const sets = await Promise.all(Array.from({ length: 20 }, () => pool.take()));
  expect(new Set(sets.map((set) => set.name)).size).toBe(20);
  expect(sets.every(isComplete)).toBe(true);
  expect(readdirSync(dir)).toHaveLength(60);
});

test('a set that nobody holds is used again', async () => {
  const pool = new FifoPool(dir);
  const set = await pool.take();
  pool.giveBack(set.name);
  expect((await pool.take()).name).toBe(set.name);
});

test('a set whose standard input somebody holds is not', async () => {
  const pool = new FifoPool(dir);
  const set = await pool.take();
  const fd = openSync(set.stdin, constants.O_RDWR);
  pool.giveBack(set.name);
  closeSync(fd);
  expect((await pool.take()).name).not.toBe(set.name);
  expect(existsSync(set.stdin)).toBe(false);
});

test('what an earlier keeper left is removed, and what is in use is not made again', async () => {
  const earlier = new FifoPool(dir);
  const [used, left] = await Promise.all([earlier.take(), earlier.take()]);
  writeFileSync(join(dir, 'other.json'), '{}');
  const pool = new FifoPool(dir);
  pool.clean(new Set([used.name]));
  expect(isComplete(used)).toBe(true);
  expect(existsSync(left.stdout)).toBe(false);
  expect(existsSync(join(dir, 'other.json'))).toBe(true);
  expect((await pool.take()).name).not.toBe(used.name);
});

test('a folder that is gone is an error for all who wait', async () => {
  rmSync(dir, { recursive: true });
  const pool = new FifoPool(dir);
  const results = await Promise.allSettled([pool.take(), pool.take()]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

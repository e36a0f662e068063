import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Intent, RecordStore } from '../../../packages/host/src/records';

let dir: string;
let store: RecordStore;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-records-'));
  store = new RecordStore(dir, 'boot', () => {});
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const intent: Intent = {
  key: '1.1',
  bootId: 'boot',
  startedAt: 5,
  fifos: 'fifo-1',
  silent: false,
  out: [],
  error: [],
  exit: null,
  forgotten: false,
};

test('an intent is completed with the process that holds its FIFOs', () => {
  store.save(intent);
  const find = jest.fn(() => ({ pid: 7, startTime: '70' }));
  expect(store.load(find)).toEqual([{ ...intent, pid: 7, startTime: '70' }]);
  expect(find).toHaveBeenCalledWith('fifo-1');
});

test('an intent of which nothing came is removed', () => {
  store.save(intent);
  expect(store.load(() => null)).toEqual([]);
  expect(readdirSync(dir)).toEqual([]);
});

test('nobody is looked for in another boot, nor for a whole record', () => {
  store.save({ ...intent, key: '2.1', bootId: 'earlier' });
  store.save({ ...intent, pid: 3, startTime: '30' });
  const find = jest.fn(() => null);
  expect(store.load(find)).toEqual([{ ...intent, pid: 3, startTime: '30' }]);
  expect(find).not.toHaveBeenCalled();
});

/** The end of a daemon that another one follows: what it hears last is not for it to write down. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from '../../../../packages/daemon/src/apps/registry';
import { StateStore } from '../../../../packages/daemon/src/store/state-store';

let dir: string;
let file: string;
let store: StateStore;

beforeEach(() => {
  jest.useFakeTimers();
  dir = mkdtempSync(join(tmpdir(), 'pmx-store-'));
  file = join(dir, 'state.json');
  store = new StateStore(file, new Registry(), { info: () => {}, error: () => {} });
});

afterEach(() => {
  jest.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

const written = (): string => readFileSync(file, 'utf8');

test('what is owed is written at once, and nothing after it', () => {
  store.persist(false);
  store.close();
  expect(JSON.parse(written())).toMatchObject({ apps: [], concluded: false });
  rmSync(file);
  store.persist(true);
  store.persist(false);
  jest.advanceTimersByTime(60_000);
  expect(written).toThrow('ENOENT');
});

test('a conclusion is the last word', () => {
  store.conclude();
  expect(JSON.parse(written())).toMatchObject({ concluded: true });
  rmSync(file);
  store.persist(true);
  expect(written).toThrow('ENOENT');
});

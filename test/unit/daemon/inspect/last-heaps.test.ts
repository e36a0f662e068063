import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Slot } from '../../../../packages/daemon/src/apps/app';
import { LastHeaps } from '../../../../packages/daemon/src/inspect/last-heaps';

let root: string;
let dir: string;
let now: number;
let heaps: LastHeaps;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pmx-heaps-'));
  dir = join(root, 'heaps');
  now = Date.UTC(2026, 0, 31, 12);
  heaps = new LastHeaps({
    dir,
    write: async (_slot, file) => writeFileSync(file, '{}'),
    clock: () => now,
  });
});

afterEach(() => rmSync(root, { recursive: true }));

const slot = (id: number, name: string): Slot => ({ id, app: { spec: { name } } }) as unknown as Slot;

test('the file is named after the instance and the time, in a folder of our own', async () => {
  const file = await heaps.keep(slot(3, 'a/b'));
  expect(file).toBe(join(dir, 'a_b-3-2026-01-31T12-00-00.heapsnapshot'));
  expect(readdirSync(dir)).toHaveLength(1);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

test('two of an app are kept, the newest of whatever instance; of other apps none is touched', async () => {
  await heaps.keep(slot(7, 'api-1'));
  for (const id of [10, 9, 8, 9]) {
    now += 1_000;
    await heaps.keep(slot(id, 'api'));
  }
  writeFileSync(join(dir, 'api-notes.heapsnapshot'), '');
  await heaps.keep(slot(9, 'other'));
  expect(readdirSync(dir).sort()).toEqual([
    'api-1-7-2026-01-31T12-00-00.heapsnapshot',
    'api-8-2026-01-31T12-00-03.heapsnapshot',
    'api-9-2026-01-31T12-00-04.heapsnapshot',
    'api-notes.heapsnapshot',
    'other-9-2026-01-31T12-00-04.heapsnapshot',
  ]);
});

test('what the app answers is not kept from the caller', async () => {
  heaps = new LastHeaps({ dir, write: () => Promise.reject(new Error('no space')), clock: () => now });
  await expect(heaps.keep(slot(0, 'api'))).rejects.toThrow('no space');
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  backupOf,
  keepBackup,
  readSnapshot,
  writeSnapshot,
} from '../../../../packages/daemon/src/store/files';
import { reviveApp, takeSnapshot } from '../../../../packages/daemon/src/store/snapshot';
import { registryOf } from '../support';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-store-'));
  file = join(dir, 'state.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const snapshot = () =>
  takeSnapshot(registryOf({ name: 'web', script: 'web.js', instances: 2, exec_mode: 'fork' }));

test('what is written is read back as it was', () => {
  writeSnapshot(file, snapshot(), true);
  const { snapshot: read, warnings } = readSnapshot(file, 1);
  expect(warnings).toEqual([]);
  expect(read).toEqual(JSON.parse(JSON.stringify(snapshot())));
  expect(reviveApp(read!.apps[0]!, read!.environments)).toMatchObject({
    spec: { name: 'web', instances: 2 },
  });
});

test('apps that were started alike share one environment', () => {
  const saved = takeSnapshot(registryOf({ name: 'a', script: 'a.js' }, { name: 'b', script: 'b.js' }));
  expect(Object.keys(saved.environments)).toHaveLength(1);
});

test.each(['', '{', '[]', '{"version":99,"environments":{},"apps":[]}', '{"version":1}', 'null'])(
  'a broken file (%j) is set aside and the backup is used',
  (broken) => {
    writeSnapshot(file, snapshot(), true);
    keepBackup(file);
    writeFileSync(file, broken);
    const { snapshot: read, warnings } = readSnapshot(file, 123);
    expect(read?.apps).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('state.json.broken-123')]);
    expect(readFileSync(`${file}.broken-123`, 'utf8')).toBe(broken);
  },
);

test('with nothing to read there is nothing, and no complaint', () => {
  expect(readSnapshot(file, 1)).toEqual({ snapshot: null, warnings: [] });
});

test('the first file needs no backup', () => {
  keepBackup(file);
  expect(readdirSync(dir)).not.toContain(backupOf('state.json'));
});

test('a write that fails leaves the old file and is told', () => {
  writeSnapshot(file, snapshot(), true);
  const before = readFileSync(file, 'utf8');
  const broken = {
    ...snapshot(),
    apps: [
      {
        toJSON: () => {
          throw new Error('no space');
        },
      },
    ],
  } as never;
  expect(() => writeSnapshot(file, broken, true)).toThrow(
    expect.objectContaining({ code: 'PMX_ERR_STATE_WRITE' }),
  );
  expect(readFileSync(file, 'utf8')).toBe(before);
});

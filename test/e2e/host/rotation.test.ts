import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type FakeDaemon, KeeperHarness, until } from './support/keeper-harness';

let harness: KeeperHarness;
let daemon: FakeDaemon;

beforeEach(async () => {
  harness = new KeeperHarness();
  daemon = await harness.ready();
});

afterEach(() => harness.dispose());

/** Rotated files and then the current one; their names sort by age. */
function contents(name: string): string[] {
  const current = `${name}.log`;
  const rotated = readdirSync(harness.dir).filter((file) => file.startsWith(`${name}.2`));
  return [...rotated.sort(), current].map((file) => {
    const bytes = readFileSync(harness.path(file));
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  });
}

test('a million numbered lines across a hundred rotations: none lost, repeated or split', async () => {
  const rotation = { maxSize: 70_000, keep: 1_000, compress: false, totalSize: 1e9 };
  const source = `
    const { writeSync } = require('node:fs');
    for (let i = 0; i < 1_000_000; i += 1_000) {
      writeSync(1, Array.from({ length: 1_000 }, (_, j) => i + j + '\\n').join(''));
    }`;
  await daemon.spawn(harness.node('million', source, { out: [harness.sink('million.log', { rotation })] }));
  await daemon.heard('host.gone', 'million');
  const files = contents('million');
  expect(files.length).toBeGreaterThan(90);
  expect(files.every((file) => file.endsWith('\n') && file.length <= 70_000)).toBe(true);
  const lines = files.join('').split('\n');
  expect(lines.length).toBe(1_000_001);
  expect(lines.slice(0, -1).findIndex((line, index) => line !== String(index))).toBe(-1);
});

test('a foreign logrotate renames the file and has it opened again', async () => {
  await daemon.spawn(
    harness.shell('foreign', 'echo one; read line; echo two; read line', { out: [harness.sink('f.log')] }),
  );
  await until('one', () => harness.read('f.log') === 'one\n');
  renameSync(harness.path('f.log'), harness.path('f.log.1'));
  await daemon.call('host.reopenLogs', { paths: [harness.path('f.log')] });
  await daemon.call('host.stdin', { key: 'foreign', data: Buffer.from('\n').toString('base64') });
  await until('two', () => harness.read('f.log') === 'two\n');
  expect(harness.read('f.log.1')).toBe('one\n');
  await daemon.call('host.flushLogs', { paths: [] });
  expect(harness.read('f.log')).toBe('');
  await daemon.signal('foreign', 'SIGKILL', true);
  await daemon.heard('host.gone', 'foreign');
});

test('dates and JSON are put around lines', async () => {
  const dated = harness.sink('dated.log', { dateFormat: 'YYYY' });
  const json = harness.sink('json.log', { json: { app: 'web', id: 3 } });
  await daemon.spawn(harness.shell('lines', 'echo one; printf two', { out: [dated, json] }));
  await daemon.heard('host.gone', 'lines');
  const year = new Date().getFullYear();
  expect(harness.read('dated.log')).toBe(`${year} one\n${year} two\n`);
  const objects = harness
    .read('json.log')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(objects).toMatchObject([
    { type: 'out', app: 'web', id: 3, message: 'one' },
    { type: 'out', app: 'web', id: 3, message: 'two' },
  ]);
});

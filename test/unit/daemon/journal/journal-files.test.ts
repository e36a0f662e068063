import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalFiles } from '../../../../packages/daemon/src/journal';
import { entry } from './support';

let dir: string;
let path: string;
const open: JournalFiles[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-journal-'));
  path = join(dir, 'journal.jsonl');
});
afterEach(() => {
  for (const files of open.splice(0)) files.close();
  rmSync(dir, { recursive: true, force: true });
});

function filesAt(maxBytes?: number): JournalFiles {
  const files = new JournalFiles(maxBytes === undefined ? { path } : { path, maxBytes });
  open.push(files);
  return files;
}

test('what was written is read, by those that come later, too', async () => {
  filesAt().write([entry(1), entry(2)]);
  const later = filesAt();
  expect(later.load()).toEqual([entry(1), entry(2)]);
  expect(await later.read()).toEqual([entry(1), entry(2)]);
});

test('the file is for its owner alone', () => {
  filesAt().write([entry(1)]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a line that was cut is skipped, and what follows it is not harmed', () => {
  filesAt().write([entry(1)]);
  appendFileSync(path, '{"seq":2,"at":');
  filesAt().write([entry(3)]);
  expect(
    filesAt()
      .load()
      .map(({ seq }) => seq),
  ).toEqual([1, 3]);
});

test.each([['no JSON'], ['null'], ['[]'], ['{"seq":"1"}'], ['{"seq":1,"at":1,"kind":"start"}']])(
  'a line that is no entry is skipped: %s',
  (line) => {
    writeFileSync(path, `${line}\n`);
    expect(filesAt().load()).toEqual([]);
  },
);

test('both files together stay bounded, and the newest entries are there', () => {
  const files = filesAt(10_000);
  for (let seq = 1; seq <= 2_000; seq += 1) files.write([entry(seq)]);
  const bytes = statSync(path).size + statSync(`${path}.1`).size;
  expect(bytes).toBeLessThan(21_000);
  const seqs = files.load().map(({ seq }) => seq);
  expect(seqs.at(-1)).toBe(2_000);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
});

test('a flood of one app leaves the entries of the others', () => {
  const files = filesAt(10_000);
  files.write([entry(1, { id: 9, app: 'quiet' })]);
  for (let seq = 2; seq <= 2_000; seq += 1) files.write([entry(seq)]);
  expect(files.load()[0]?.app).toBe('quiet');
});

test('killed in the middle of folding, each entry is there once', () => {
  filesAt().write([entry(1), entry(2)]);
  writeFileSync(`${path}.1`, readFileSync(path));
  expect(filesAt().load()).toEqual([entry(1), entry(2)]);
});

test('entries that go from one file to the other while they are read are not missed', async () => {
  const files = filesAt(10_000);
  files.write([entry(1, { id: 9, app: 'quiet' })]);
  for (let round = 0; round < 20; round += 1) {
    const reading = files.read();
    // More than one file holds: it is folded before a byte has been read.
    for (let n = 0; n < 150; n += 1) files.write([entry(2 + 150 * round + n)]);
    expect((await reading)[0]?.app).toBe('quiet');
  }
});

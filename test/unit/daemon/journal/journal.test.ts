import type { JournalEntry } from '@pmx/protocol';
import { Journal, type JournalNews } from '../../../../packages/daemon/src/journal';
import { entry } from './support';

class Disk {
  lines: JournalEntry[] = [];
  writes = 0;
  full = false;

  load = (): JournalEntry[] => [...this.lines];
  read = async (): Promise<JournalEntry[]> => this.load();
  close = (): void => {};
  write = (entries: readonly JournalEntry[]): void => {
    if (this.full) throw new Error('ENOSPC');
    this.writes += 1;
    this.lines.push(...entries);
  };
}

const news = (message: string): JournalNews => ({ kind: 'start', id: 0, app: 'api', message });
const errors: string[] = [];
const log = { info: () => {}, error: (message: string) => errors.push(message) };
const journalOn = (disk: Disk): Journal => new Journal({ files: disk, log, clock: () => 5_000 });
const tick = () => new Promise(setImmediate);

test('entries are numbered on from those of before', () => {
  const disk = new Disk();
  disk.lines = [entry(41)];
  expect(journalOn(disk).append(news('a'))).toMatchObject({ seq: 42, at: 5_000 });
});

test('all that one event caused is one write, right after it', async () => {
  const disk = new Disk();
  const journal = journalOn(disk);
  journal.append(news('a'));
  journal.append(news('b'));
  await Promise.resolve();
  expect(disk.writes).toBe(1);
  expect(disk.lines.map(({ message }) => message)).toEqual(['a', 'b']);
});

test('memory is bounded', () => {
  const journal = journalOn(new Disk());
  for (let i = 0; i < 2_000; i += 1) journal.append(news(String(i)));
  expect(journal.newest().length).toBeLessThanOrEqual(550);
  expect(journal.newest(1)[0]?.message).toBe('1999');
  expect(journal.newest(0)).toEqual([]);
});

test('listeners hear of each new entry, until they end it', () => {
  const journal = journalOn(new Disk());
  const heard: string[] = [];
  const end = journal.onEntry(({ message }) => heard.push(message));
  journal.append(news('a'));
  end();
  journal.append(news('b'));
  expect(heard).toEqual(['a']);
});

test('a full disk costs entries, says how many, and recovers', async () => {
  const disk = new Disk();
  const journal = journalOn(disk);
  disk.full = true;
  journal.append(news('a'));
  await tick();
  journal.append(news('b'));
  await tick();
  expect(errors.filter((line) => line.includes('ENOSPC'))).toHaveLength(1);
  // It is still known in memory.
  expect((await journal.all()).map(({ message }) => message)).toEqual(['a', 'b']);
  disk.full = false;
  journal.append(news('c'));
  await tick();
  expect(disk.lines.map(({ message }) => message)).toEqual([
    'c',
    '2 entries of the journal could not be written to disk',
  ]);
});

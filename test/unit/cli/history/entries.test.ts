import type { JournalEntry } from '@pmx/protocol';
import { renderEntries, renderEntry } from '../../../../packages/cli/src/history/entries';

const AT = new Date(2026, 2, 1, 14, 5, 9).getTime();

const entry = (change: Partial<JournalEntry> = {}): JournalEntry => ({
  seq: 1,
  at: AT,
  kind: 'exit',
  id: 0,
  app: 'api',
  message: 'exited with code 3 after 2 s',
  ...change,
});

test('a table with local and relative times', async () => {
  const entries = [entry(), entry({ seq: 2, id: null, app: null, kind: 'pmx', message: 'the daemon began' })];
  expect(await renderEntries(entries, Number.POSITIVE_INFINITY, false, AT + 61_000)).toBe(
    [
      'time                 ago  app      what',
      '2026-03-01 14:05:09   1m  api (0)  exited with code 3 after 2 s',
      '2026-03-01 14:05:09   1m  pmx      the daemon began',
      '',
    ].join('\n'),
  );
});

test('on a narrow terminal each entry is one line', async () => {
  const text = await renderEntries([entry({ message: 'x'.repeat(500) })], 60, false, AT);
  expect(text.split('\n').every((line) => line.length <= 60)).toBe(true);
});

test('bytes of programs cannot act on the terminal', async () => {
  const hostile = entry({ app: 'a\x1b[2Jb', message: 'could not be started: \x1b]0;owned\x07\n\rmore' });
  const control = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;
  expect(await renderEntries([hostile], Number.POSITIVE_INFINITY, false, AT)).not.toMatch(control);
  expect(renderEntry(hostile, false)).not.toMatch(control);
  expect(renderEntry(hostile, false).split('\n')).toHaveLength(2);
});

test('nothing', async () => {
  expect(await renderEntries([], 80, false, AT)).toBe('Nothing has happened.\n');
});

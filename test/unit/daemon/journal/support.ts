import type { JournalEntry } from '@pmx/protocol';

export const entry = (seq: number, change: Partial<JournalEntry> = {}): JournalEntry => ({
  seq,
  at: seq * 1_000,
  kind: 'start',
  id: 0,
  app: 'api',
  message: `message ${seq}`,
  ...change,
});

/** What happened to apps and what pmx decided: the newest in memory, more on disk, and all of it told to listeners. */

import type { JournalEntry } from '@pmx/protocol';
import type { Log } from '../log';
import { fairShare } from './fair-share';
import type { JournalFiles } from './journal-files';

/** An entry before it has its number. */
export type JournalNews = Omit<JournalEntry, 'seq' | 'at'> & { at?: number };

export interface JournalPorts {
  files: Pick<JournalFiles, 'load' | 'read' | 'write' | 'close'>;
  log: Log;
  /** Epoch milliseconds. */
  clock(): number;
}

/** Entries in memory. */
const CAPACITY = 500;
/** So many more are let in before they are thinned out. */
const SLACK = 50;

export class Journal {
  private recent: JournalEntry[];
  private lastSeq: number;
  private readonly listeners = new Set<(entry: JournalEntry) => void>();
  private unwritten: JournalEntry[] = [];
  /** Entries that the disk refused. */
  private refused = 0;

  constructor(private readonly ports: JournalPorts) {
    const entries = ports.files.load();
    this.lastSeq = entries.at(-1)?.seq ?? 0;
    this.recent = fairShare(entries, CAPACITY);
  }

  /** On disk as soon as the event at hand has been dealt with: one write for all that it caused. */
  append(news: JournalNews): JournalEntry {
    this.lastSeq += 1;
    const entry: JournalEntry = { seq: this.lastSeq, ...news, at: news.at ?? this.ports.clock() };
    this.recent.push(entry);
    if (this.recent.length >= CAPACITY + SLACK) this.recent = fairShare(this.recent, CAPACITY);
    if (this.unwritten.length === 0) queueMicrotask(() => this.flush());
    this.unwritten.push(entry);
    for (const listener of this.listeners) listener(entry);
    return entry;
  }

  /** The newest entries in memory, oldest first. */
  newest(limit = Number.POSITIVE_INFINITY): JournalEntry[] {
    return limit <= 0 ? [] : this.recent.slice(-limit);
  }

  /** The newest entry in memory that is wanted. */
  findNewest(isWanted: (entry: JournalEntry) => boolean): JournalEntry | undefined {
    return this.recent.findLast(isWanted);
  }

  /** All that is kept, oldest first. */
  async all(): Promise<JournalEntry[]> {
    this.flush();
    const onDisk = await this.ports.files.read();
    // What the disk refused is known here alone.
    const known = new Set(onDisk.map(({ seq }) => seq));
    const missing = this.recent.filter(({ seq }) => !known.has(seq));
    return [...onDisk, ...missing].sort((a, b) => a.seq - b.seq);
  }

  /** Tells of each new entry. @returns ends it */
  onEntry(listener: (entry: JournalEntry) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Writes what is still owed. Never throws: a full disk costs entries, not the daemon. */
  flush(): void {
    const entries = this.unwritten;
    if (entries.length === 0) return;
    this.unwritten = [];
    try {
      this.ports.files.write(entries);
      if (this.refused > 0) this.tellRefused();
    } catch (error) {
      if (this.refused === 0)
        this.ports.log.error(`The journal cannot be written: ${(error as Error).message}.`);
      this.refused += entries.length;
    }
  }

  close(): void {
    this.flush();
    this.ports.files.close();
  }

  private tellRefused(): void {
    const count = this.refused;
    this.refused = 0;
    this.ports.log.info('The journal can be written again.');
    const message = `${count} ${count === 1 ? 'entry' : 'entries'} of the journal could not be written to disk`;
    this.append({ kind: 'pmx', id: null, app: null, message });
  }
}

/**
 * The journal on disk: one JSON object a line, in the file that grows and in the one of before, each of bounded size.
 *
 * A line that a crash or a full disk has cut is skipped when it is read, and what is written next begins a line of its own.
 */

import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isRecord, type JournalEntry } from '@pmx/protocol';
import { writeFileAtomic } from '@pmx/system';
import { fairShare } from './fair-share';

/** Bytes after which the growing file is folded into the other one. */
const MAX_BYTES = 2 ** 20;

export interface JournalFilesOptions {
  /** Absolute; the file of before is beside it, with `.1`. */
  path: string;
  maxBytes?: number;
}

export class JournalFiles {
  private readonly path: string;
  private readonly olderPath: string;
  private readonly maxBytes: number;
  private fd: number | null = null;
  private size = 0;
  /** How often entries have gone from one file to the other. */
  private folds = 0;
  /** Whether the file ends in the middle of a line. */
  private torn = false;

  constructor({ path, maxBytes = MAX_BYTES }: JournalFilesOptions) {
    this.path = path;
    this.olderPath = `${path}.1`;
    this.maxBytes = maxBytes;
  }

  /** All entries, oldest first. What cannot be read is left out. */
  load(): JournalEntry[] {
    return merge(parseLines(readOr(this.olderPath)), parseLines(readOr(this.path)));
  }

  /** As `load`, without holding up the daemon meanwhile. */
  async read(): Promise<JournalEntry[]> {
    for (;;) {
      const { folds } = this;
      const texts = await Promise.all(
        [this.olderPath, this.path].map((path) => readFile(path, 'utf8').catch(() => '')),
      );
      // In between, what went from the one to the other may have been in neither when it was read.
      if (folds === this.folds) return merge(...texts.map(parseLines));
    }
  }

  /** @throws {Error} when the disk refuses; then some of the lines may be there */
  write(entries: readonly JournalEntry[]): void {
    const fd = this.open();
    const text = entries.map(lineOf).join('');
    const bytes = Buffer.from(this.torn ? `\n${text}` : text);
    this.torn = true;
    const written = writeSync(fd, bytes);
    this.size += written;
    if (written < bytes.length) throw new Error('no space is left');
    this.torn = false;
    if (this.size > this.maxBytes) this.fold();
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }

  /** What is kept of both files goes to the older one. Killed in between, both have the entries: `merge` knows them by number. */
  private fold(): void {
    this.folds += 1;
    try {
      const entries = this.load();
      const lines = new Map(entries.map((entry) => [entry, lineOf(entry)]));
      const kept = fairShare(entries, this.maxBytes, (entry) => Buffer.byteLength(lines.get(entry) ?? ''));
      writeFileAtomic(this.olderPath, kept.map((entry) => lines.get(entry)).join(''), { fsync: false });
      truncateSync(this.path, 0);
      this.size = 0;
    } catch {
      // A full disk has no room for a third file, but a rename needs none.
      renameSync(this.path, this.olderPath);
      this.close();
    }
  }

  private open(): number {
    if (this.fd !== null) return this.fd;
    this.fd = openSync(this.path, 'a+', 0o600);
    this.size = fstatSync(this.fd).size;
    this.torn = this.size > 0 && lastByte(this.fd, this.size) !== NEWLINE;
    return this.fd;
  }
}

const NEWLINE = 0x0a;

function lastByte(fd: number, size: number): number | undefined {
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, size - 1);
  return byte[0];
}

const lineOf = (entry: JournalEntry): string => `${JSON.stringify(entry)}\n`;

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const parseLines = (text: string): JournalEntry[] => text.split('\n').flatMap(parseLine);

function parseLine(line: string): JournalEntry[] {
  if (line === '') return [];
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? [value] : [];
  } catch {
    return [];
  }
}

const isEntry = (value: unknown): value is JournalEntry =>
  isRecord(value) &&
  Number.isSafeInteger(value.seq) &&
  typeof value.at === 'number' &&
  typeof value.kind === 'string' &&
  typeof value.message === 'string' &&
  value.id !== undefined &&
  value.app !== undefined;

/** By number, each once. */
function merge(...parts: JournalEntry[][]): JournalEntry[] {
  const bySeq = new Map(parts.flat().map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

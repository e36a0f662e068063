/** What the keeper writes down of each process, so that its successor can adopt it. Of one boot only. */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, type SinkSpec } from '@pmx/protocol';
import type { ExitStatus } from '@pmx/supervision';
import { writeFileAtomic } from '@pmx/system';

export interface ProcessRecord {
  key: string;
  pid: number;
  startTime: string | null;
  bootId: string;
  /** Milliseconds on the monotonic clock. */
  startedAt: number;
  /** Name of its FIFO set. */
  fifos: string;
  /** Its output goes to /dev/null. */
  silent: boolean;
  out: SinkSpec[];
  error: SinkSpec[];
  /** null: it was running when this was written. */
  exit: ExitStatus | null;
  /** The daemon is through with it, but somebody still holds its FIFOs. */
  forgotten: boolean;
}

/** Written before the spawn: a keeper that dies right after it leaves a trace of what it started. */
export type Intent = Omit<ProcessRecord, 'pid' | 'startTime'>;

/** Finds the process that was started on this set of FIFOs. */
export type FindProcess = (fifos: string) => { pid: number; startTime: string } | null;

/** Milliseconds between two attempts to write what the disk refused. */
const RETRY = 1_000;

export class RecordStore {
  /** Records that the disk refused, by key. */
  private readonly owed = new Map<string, ProcessRecord | Intent>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly dir: string,
    private readonly bootId: string,
    private readonly warn: (message: string) => void,
  ) {}

  /** A full disk must not keep a program from running: it is said, and tried again until there is space. */
  save(record: ProcessRecord | Intent): void {
    try {
      // Without fsync: a record means nothing after the next boot.
      writeFileAtomic(this.pathOf(record.key), JSON.stringify(record), { fsync: false });
      this.owed.delete(record.key);
    } catch (error) {
      this.owe(record, error as Error);
    }
  }

  private owe(record: ProcessRecord | Intent, { message }: Error): void {
    if (!this.owed.has(record.key)) this.warn(`cannot write the record of ${record.key}: ${message}`);
    this.owed.set(record.key, record);
    this.timer ??= setTimeout(() => this.retry(), RETRY).unref();
  }

  private retry(): void {
    this.timer = null;
    for (const record of [...this.owed.values()]) this.save(record);
  }

  remove(key: string): void {
    this.owed.delete(key);
    rmSync(this.pathOf(key), { force: true });
  }

  /** The records of this boot. Those of others, what does not parse, and intents of which nothing came are removed. */
  load(find: FindProcess): ProcessRecord[] {
    const records: ProcessRecord[] = [];
    for (const file of readdirSync(this.dir)) {
      if (!/\.json(\.\d+\.tmp)?$/.test(file)) continue;
      const path = join(this.dir, file);
      const record = completed(readRecord(path), this.bootId, find);
      if (record?.bootId === this.bootId) records.push(record);
      else rmSync(path, { force: true });
    }
    return records;
  }

  private pathOf(key: string): string {
    return join(this.dir, `${key}.json`);
  }
}

function completed(
  record: ProcessRecord | Intent | null,
  bootId: string,
  find: FindProcess,
): ProcessRecord | null {
  if (record === null || 'pid' in record) return record;
  const found = record.bootId === bootId ? find(record.fifos) : null;
  return found && { ...record, ...found };
}

function readRecord(path: string): ProcessRecord | Intent | null {
  if (!path.endsWith('.json')) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(value) && typeof value.fifos === 'string' ? (value as unknown as ProcessRecord) : null;
  } catch {
    return null;
  }
}

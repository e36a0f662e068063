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

export class RecordStore {
  constructor(
    private readonly dir: string,
    private readonly bootId: string,
    private readonly warn: (message: string) => void,
  ) {}

  /** A full disk must not keep a program from running: it is said, and the program can't be adopted. */
  save(record: ProcessRecord): void {
    try {
      // Without fsync: a record means nothing after the next boot.
      writeFileAtomic(this.pathOf(record.key), JSON.stringify(record), { fsync: false });
    } catch (error) {
      this.warn(`cannot write the record of ${record.key}: ${(error as Error).message}`);
    }
  }

  remove(key: string): void {
    rmSync(this.pathOf(key), { force: true });
  }

  /** The records of this boot. Those of others, and what does not parse, are removed. */
  load(): ProcessRecord[] {
    const records: ProcessRecord[] = [];
    for (const file of readdirSync(this.dir)) {
      if (!/\.json(\.\d+\.tmp)?$/.test(file)) continue;
      const path = join(this.dir, file);
      const record = readRecord(path);
      if (record?.bootId === this.bootId) records.push(record);
      else rmSync(path, { force: true });
    }
    return records;
  }

  private pathOf(key: string): string {
    return join(this.dir, `${key}.json`);
  }
}

function readRecord(path: string): ProcessRecord | null {
  if (!path.endsWith('.json')) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(value) && typeof value.pid === 'number' ? (value as unknown as ProcessRecord) : null;
  } catch {
    return null;
  }
}

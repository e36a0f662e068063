/** Reading and writing snapshots: atomically, with a backup, and never trusting what is read. */

import { readFileSync, renameSync } from 'node:fs';
import { PmxError } from '@pmx/protocol';
import { writeFileAtomic } from '@pmx/system';
import { checkSnapshot, type Snapshot } from './snapshot';

export interface ReadResult {
  /** null: there is neither a file nor a backup that can be used. */
  snapshot: Snapshot | null;
  /** What had to be set aside, for people. */
  warnings: string[];
}

export const backupOf = (path: string): string => `${path}.bak`;

/** Reads `path`; one that is broken is set aside under a name of its own and its backup is used. */
export function readSnapshot(path: string, now: number): ReadResult {
  const warnings: string[] = [];
  for (const candidate of [path, backupOf(path)]) {
    const text = readIfThere(candidate);
    if (text === null) continue;
    try {
      return { snapshot: checkSnapshot(JSON.parse(text)), warnings };
    } catch (error) {
      const aside = `${candidate}.broken-${now}`;
      renameSync(candidate, aside);
      warnings.push(
        `${candidate} cannot be used (${(error as Error).message}); it was set aside as ${aside}.`,
      );
    }
  }
  return { snapshot: null, warnings };
}

/**
 * Replaces `path` in one step.
 * @param durable waits until it is on disk
 * @throws {PmxError} PMX_ERR_STATE_WRITE; the old file is untouched
 */
export function writeSnapshot(path: string, snapshot: Snapshot, durable: boolean): void {
  write(path, () => JSON.stringify(snapshot), durable);
}

function write(path: string, text: () => string, durable: boolean): void {
  try {
    writeFileAtomic(path, text(), { fsync: durable });
  } catch (error) {
    throw new PmxError(
      'PMX_ERR_STATE_WRITE',
      `${path} cannot be written: ${(error as Error).message}.`,
      'Free some space there, or check who owns the folder.',
      { path },
    );
  }
}

/**
 * Keeps the present file as the backup. A file that is not there needs none.
 * @throws {PmxError} PMX_ERR_STATE_WRITE; file and backup are as they were
 */
export function keepBackup(path: string): void {
  const text = readIfThere(path);
  if (text === null) return;
  write(backupOf(path), () => text, false);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

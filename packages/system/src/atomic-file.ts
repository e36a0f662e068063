/** Files that are either the old or the new one, whenever they are read (invariant 5). */

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface WriteOptions {
  /** Whether the file must outlive a power cut; false: only the process's own death. */
  fsync: boolean;
}

/**
 * Writes a file, mode 0600, by way of a temporary one beside it and a rename.
 * @throws what the system says; the old file is then untouched and the temporary one removed
 */
export function writeFileAtomic(path: string, data: string | Uint8Array, { fsync }: WriteOptions): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeNew(temporary, data, fsync);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (fsync) syncFolder(dirname(path));
}

function writeNew(path: string, data: string | Uint8Array, fsync: boolean): void {
  const fd = openSync(path, 'w', 0o600);
  try {
    writeFileSync(fd, data);
    if (fsync) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A rename is durable only when its folder is. */
function syncFolder(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

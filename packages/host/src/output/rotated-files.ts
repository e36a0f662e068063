/** The rotated files of one log, on disk. */

import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RotationSpec } from '@pmx/supervision';
import type { Compressor } from './compressor';
import { type RotatedFile, rotatedFiles, rotatedPath, surplus } from './rotation';

/** Where the current file goes when it is rotated now. */
export function nextRotatedPath(path: string): string {
  const last = listRotated(path).at(-1)?.sequence ?? 0;
  return rotatedPath(path, new Date(), last + 1);
}

/** Removes what is too much and has the rest compressed, leftovers of an earlier keeper included. */
export function tidyRotated(path: string, rotation: RotationSpec, compressor: Compressor): void {
  const files = listRotated(path).map((file) => ({ ...file, size: sizeOf(file.path) }));
  const removed = new Set(surplus(files, rotation));
  for (const file of files) {
    if (removed.has(file)) remove(file);
    else if (rotation.compress && !file.compressed) compressor.add(file.path);
  }
}

export function removeRotated(path: string): void {
  for (const file of listRotated(path)) remove(file);
}

function listRotated(path: string): RotatedFile[] {
  try {
    return rotatedFiles(path, readdirSync(dirname(path)));
  } catch {
    // No folder, no files.
    return [];
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function remove({ path, compressed }: RotatedFile): void {
  rmSync(path, { force: true });
  if (!compressed) rmSync(`${path}.gz.tmp`, { force: true });
}

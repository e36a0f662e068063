/** A log file held open, with what was known of its rotated files at that time. */

import { type FileHandle, open, stat } from 'node:fs/promises';
import { listRotated, type RotatedFile } from './rotated';

export interface OpenLog {
  handle: FileHandle;
  dev: number;
  ino: number;
  birth: number;
  /** Rotated files, oldest first, at an instant at which this file was the current one. */
  rotated: RotatedFile[];
}

/** null: there is no such file yet, or it is a device or a pipe, which can't be read like a file. */
export async function openLog(path: string): Promise<OpenLog | null> {
  for (;;) {
    if (!(await stat(path).catch(() => null))?.isFile()) return null;
    const handle = await open(path, 'r').catch(() => null);
    if (handle === null) return null;
    const { dev, ino, birthtimeMs } = await handle.stat();
    const rotated = await listRotated(path);
    const log = { handle, dev, ino, birth: birthtimeMs, rotated };
    // Rotated between opening and listing: the list would belong to its successor.
    if (await isCurrent(log, path)) return log;
    await handle.close();
  }
}

export async function isCurrent({ dev, ino }: OpenLog, path: string): Promise<boolean> {
  const now = await stat(path).catch(() => null);
  return now !== null && now.dev === dev && now.ino === ino;
}

/** The rotations between two files of one log that nobody has read: those of `after` that are younger than `before` itself. */
export async function missedBetween(before: OpenLog, after: OpenLog): Promise<RotatedFile[]> {
  const newer = notIn(before.rotated, after.rotated);
  const first = newer[0];
  // The oldest of them is `before` under its new name, unless so many followed that it was removed.
  return first && (await isSame(before, first)) ? newer.slice(1) : newer;
}

async function isSame(log: OpenLog, file: RotatedFile): Promise<boolean> {
  const renamed = await stat(file.compressed ? file.path.slice(0, -'.gz'.length) : file.path).catch(
    () => null,
  );
  if (renamed) return renamed.dev === log.dev && renamed.ino === log.ino;
  const path = file.compressed ? file.path : `${file.path}.gz`;
  return (await uncompressedSize(path)) === (await log.handle.stat()).size % 2 ** 32;
}

/** A gzip file ends with the size of its content modulo 2^32 (RFC 1952). */
async function uncompressedSize(path: string): Promise<number | null> {
  const handle = await open(path).catch(() => null);
  if (handle === null) return null;
  try {
    const trailer = Buffer.alloc(4);
    const { size } = await handle.stat();
    await handle.read(trailer, 0, 4, Math.max(0, size - 4));
    return trailer.readUInt32LE(0);
  } finally {
    await handle.close();
  }
}

export function notIn(known: readonly RotatedFile[], all: readonly RotatedFile[]): RotatedFile[] {
  const keys = new Set(known.map(({ key }) => key));
  return all.filter(({ key }) => !keys.has(key));
}

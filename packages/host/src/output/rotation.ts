/** Where a log file is cut, how its rotated files are called, and which of them go. Pure. */

import { basename, dirname, extname, join } from 'node:path';
import type { RotationSpec } from '@pmx/supervision';
import { completeLength, NEWLINE } from './text';

/** How far the current file is filled, in bytes. */
export interface Fill {
  size: number;
  /** Of the unfinished line at its end; 0: it ends with a newline or is empty. */
  lineBytes: number;
}

/** A line is kept in one file up to this many times the size limit. */
const LONG_LINE_FACTOR = 4;

/** How many of the bytes still go into the current file; when it is not all of them, the file is then rotated. */
export function bytesThatFit(bytes: Buffer, { size, lineBytes }: Fill, maxSize: number): number {
  if (maxSize === 0 || size + bytes.length <= maxSize) return bytes.length;
  const room = maxSize - size;
  const wholeLines = room > 0 ? bytes.lastIndexOf(NEWLINE, room - 1) + 1 : 0;
  if (wholeLines > 0) return wholeLines;
  const lineGoesToNextFile = lineBytes === 0 && size > 0;
  return lineGoesToNextFile ? 0 : restOfLongLine(bytes, lineBytes, maxSize);
}

function restOfLongLine(bytes: Buffer, lineBytes: number, maxSize: number): number {
  const newline = bytes.indexOf(NEWLINE);
  const end = newline === -1 ? bytes.length : newline + 1;
  const limit = Math.max(0, LONG_LINE_FACTOR * maxSize - lineBytes);
  return end <= limit ? end : completeLength(bytes.subarray(0, limit));
}

export interface RotatedFile {
  path: string;
  /** Orders the rotated files of one log. */
  sequence: number;
  compressed: boolean;
}

/** `app-out.log` → `app-out.20260102T030405-000007.log`; the time is UTC. */
export function rotatedPath(path: string, at: Date, sequence: number): string {
  const extension = extname(path);
  const stamp = at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, '');
  const name = `${basename(path, extension)}.${stamp}-${String(sequence).padStart(6, '0')}${extension}`;
  return join(dirname(path), name);
}

/** Those of the folder's `names` that are rotated files of `path`, oldest first. */
export function rotatedFiles(path: string, names: string[]): RotatedFile[] {
  const extension = extname(path);
  const head = `${basename(path, extension)}.`;
  const found: RotatedFile[] = [];
  for (const name of names) {
    if (!name.startsWith(head)) continue;
    const match = /^\d{8}T\d{6}-(\d+)(.*)$/.exec(name.slice(head.length));
    if (match === null) continue;
    const [, sequence, tail] = match;
    if (tail !== extension && tail !== `${extension}.gz`) continue;
    found.push({
      path: join(dirname(path), name),
      sequence: Number(sequence),
      compressed: tail !== extension,
    });
  }
  return found.sort((a, b) => a.sequence - b.sequence);
}

/**
 * The rotated files that are too many or together too large.
 * @param files oldest first, with their sizes in bytes
 */
export function surplus<T extends { size: number }>(
  files: T[],
  spec: Pick<RotationSpec, 'keep' | 'totalSize'>,
): T[] {
  const gone = Math.max(0, files.length - spec.keep);
  let total = files.slice(gone).reduce((sum, file) => sum + file.size, 0);
  let first = gone;
  while (first < files.length && total > spec.totalSize) {
    total -= files[first]!.size;
    first += 1;
  }
  return files.slice(0, first);
}

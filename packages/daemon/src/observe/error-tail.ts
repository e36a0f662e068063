/** The last lines that a program wrote before it failed. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Launched } from '../apps/app';

const MAX_LINES = 15;
const MAX_BYTES = 16 * 1024;
/** Characters shown of one line. */
const MAX_WIDTH = 400;

/** Its error output since it was started or, where that is empty, its other output. Never throws. */
export const readErrorTail = (launched: Launched | null): string[] => lastLines(readErrorText(launched));

/** The last 16 KiB of the same. Read at once: it is little, and a program that starts anew writes to the same file. */
export function readErrorText(launched: Launched | null): string {
  if (!launched) return '';
  const { files, logOffsets } = launched;
  const errors = textAt(files.error, logOffsets.error);
  return errors !== '' ? errors : textAt(files.out ?? files.combined, files.out ? logOffsets.out : 0);
}

function textAt(path: string | null, from: number): string {
  if (path === null) return '';
  try {
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      // A file that is shorter than it was has been rotated meanwhile: all of it is new.
      const start = Math.max(size < from ? 0 : from, size - MAX_BYTES);
      const buffer = Buffer.alloc(size - start);
      return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}

function lastLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines
    .slice(-MAX_LINES)
    .map((line) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)} …` : line));
}

/** The last lines that a program wrote before it failed. */

import { open } from 'node:fs/promises';
import type { Launched } from '../apps/app';

const MAX_LINES = 15;
const MAX_BYTES = 16 * 1024;
/** Characters shown of one line. */
const MAX_WIDTH = 400;

/** Its error output since it was started or, where that is empty, its other output. Never throws. */
export async function readErrorTail(launched: Launched | null): Promise<string[]> {
  if (!launched) return [];
  const { files, logOffsets } = launched;
  const errors = await tailOf(files.error, logOffsets.error);
  return errors.length > 0 ? errors : tailOf(files.out ?? files.combined, files.out ? logOffsets.out : 0);
}

async function tailOf(path: string | null, from: number): Promise<string[]> {
  if (path === null) return [];
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      // A file that is shorter than it was has been rotated meanwhile: all of it is new.
      const start = Math.max(size < from ? 0 : from, size - MAX_BYTES);
      const buffer = Buffer.alloc(size - start);
      await file.read(buffer, 0, buffer.length, start);
      return lastLines(buffer.toString('utf8'));
    } finally {
      await file.close();
    }
  } catch {
    return [];
  }
}

function lastLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines
    .slice(-MAX_LINES)
    .map((line) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)} …` : line));
}

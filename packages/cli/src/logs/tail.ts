/** Finds where the last lines of a file begin, reading backwards: a file of many GB costs no more than its end. */

import type { FileHandle } from 'node:fs/promises';

const BLOCK = 64 * 1024;
const NEWLINE = 0x0a;

/** Bytes that are shown of the past at most, however long the lines. */
export const MAX_TAIL_BYTES = 16 * 1024 * 1024;

export interface TailStart {
  /** Where the first of the lines begins. */
  offset: number;
  /** Lines from there to the end; an unfinished one counts. */
  lines: number;
}

/**
 * @param size bytes of the file that count, from its beginning
 * @param lines how many are wanted, 0 or more
 */
export async function findTailStart(
  file: FileHandle,
  size: number,
  lines: number,
  limit: number = MAX_TAIL_BYTES,
): Promise<TailStart> {
  if (lines === 0 || size === 0) return { offset: size, lines: 0 };
  const floor = Math.max(0, size - limit);
  const block = Buffer.allocUnsafe(BLOCK);
  let found = 0;
  let earliest = floor;
  for (let end = size; end > floor; ) {
    const start = Math.max(floor, end - BLOCK);
    const bytes = await readBlock(file, block, start, end - start);
    // The newline at the very end closes the last line and begins none.
    for (let at = lastNewline(bytes, size - 2 - start); at !== -1; at = lastNewline(bytes, at - 1)) {
      found += 1;
      earliest = start + at + 1;
      if (found === lines) return { offset: earliest, lines };
    }
    end = start;
  }
  // At the limit a line is cut, so the ones after it are all there is to show.
  return floor === 0 ? { offset: 0, lines: found + 1 } : { offset: earliest, lines };
}

const lastNewline = (bytes: Buffer, from: number): number =>
  from < 0 ? -1 : bytes.lastIndexOf(NEWLINE, from);

async function readBlock(file: FileHandle, block: Buffer, start: number, length: number): Promise<Buffer> {
  const { bytesRead } = await file.read(block, 0, length, start);
  return block.subarray(0, bytesRead);
}

/** Counts the numbered lines of a log and of its rotated files, compressed or not; lines that say `end` are none. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Count {
  files: number;
  lines: number;
  /** Numbers that are in no file. */
  missing: number;
  /** How many gaps they make. */
  gaps: number;
  /** Lines that are not greater than the one before. */
  repeated: string[];
  /** Lines that are no numbered line: two that a cut has joined, say. */
  broken: string[];
}

/** @param name of the log, without its ending; rotated files sort by name, the current one comes last */
export function countLines(dir: string, name: string, total: number): Count {
  const rotated = readdirSync(dir).filter((file) => file.startsWith(`${name}.2`));
  // A compression may be under way: the same lines are in two files then, or in a part of one.
  const originals = new Set(rotated.map((file) => file.replace(/\.gz(\..*)?$/, '')));
  const files = [...[...originals].sort(), `${name}.log`];
  const count: Count = { files: files.length, lines: 0, missing: 0, gaps: 0, repeated: [], broken: [] };
  const text = files.map((file) => contentOf(join(dir, file))).join('');
  let expected = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    if (line === 'end') continue;
    const number = Number(/^(\d+) of \d+ lines$/.exec(line)?.[1] ?? Number.NaN);
    count.lines += 1;
    if (!(number >= expected)) {
      (Number.isNaN(number) ? count.broken : count.repeated).push(line);
      continue;
    }
    if (number > expected) count.gaps += 1;
    count.missing += number - expected;
    expected = number + 1;
  }
  count.missing += total - expected;
  return count;
}

/** Of the file, or of what it was compressed to: that is whole before the file is removed. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return gunzipSync(readFileSync(`${file}.gz`)).toString();
  }
}

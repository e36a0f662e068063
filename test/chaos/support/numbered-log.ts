/** Counts the numbered lines of a log and of its rotated files, compressed or not. */

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
  const files = [...rotated.sort(), `${name}.log`];
  const count: Count = { files: files.length, lines: 0, missing: 0, gaps: 0, repeated: [], broken: [] };
  const text = files.map((file) => contentOf(join(dir, file))).join('');
  let expected = 0;
  for (const line of text.split('\n').slice(0, -1)) {
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

const contentOf = (file: string): string =>
  (file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file)).toString();

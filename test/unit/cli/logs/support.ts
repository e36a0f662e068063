/** A temporary folder for each test, and waiting for what is to come. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Line } from '../../../../packages/cli/src/logs/lines';

export function useTempDir(): () => string {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'pmx-logs-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  return () => dir;
}

/** Milliseconds after which what does not come has failed. */
const DEADLINE = 60_000;

/** Looks again after each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + DEADLINE;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`It did not come true: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const texts = (lines: readonly Line[]): string[] => lines.map(({ bytes }) => bytes.toString());

export const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

export const asFile = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** What the commands that look into an app have in common. */

import { resolve } from 'node:path';
import { PmxError } from '@pmx/protocol';
import { recordingName } from '@pmx/system';
import type { Context } from './command';

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, '': 1_000 };

/**
 * `10s`, `500ms`, `2m`, or seconds; @returns milliseconds
 * @throws {PmxError} PMX_ERR_USAGE
 */
export function durationOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|)$/.exec(text);
  const duration = match ? Number(match[1]) * UNITS[match[2]!]! : 0;
  if (duration >= 1) return duration;
  throw new PmxError(
    'PMX_ERR_USAGE',
    `${JSON.stringify(text)} is no time.`,
    'Give one such as 10s, 500ms or 2m.',
  );
}

/** Where the app is to write: what was asked for, or a new name in the caller's folder. */
export function outputFile(
  context: Context,
  output: string | null,
  { name, id, ending }: { name: string; id: number; ending: string },
): string {
  if (output !== null) return resolve(context.cwd, output);
  return resolve(context.cwd, recordingName(name, id, ending, Date.now()));
}

/**
 * The one instance that is meant.
 * @throws {PmxError} PMX_ERR_UNKNOWN_APP; PMX_ERR_USAGE when there are several
 */
export async function oneInstance(context: Context, word: string): Promise<{ id: number; name: string }> {
  const client = await context.connect();
  const targets = [{ kind: 'name' as const, value: word, cwd: context.cwd }];
  const { apps } = await client.call('describe', { targets });
  const [first, second] = apps;
  if (first !== undefined && second === undefined) return first;
  throw new PmxError(
    'PMX_ERR_USAGE',
    `${word} has ${apps.length} instances: ${apps.map(({ id }) => id).join(', ')}.`,
    'Name one of them by its id.',
  );
}

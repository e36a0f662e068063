/** Finds commands as a shell does. */

import { resolve } from 'node:path';
import { isExecutableFile } from './files';
import type { Command, Place } from './types';

/** What a system without PATH would search. */
export const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin';

/** The files that `name` may mean, in the order of PATH. An empty entry is skipped, though shells take it for the cwd. */
export const candidatesOf = (name: string, { path, cwd }: Pick<Place, 'path' | 'cwd'>): string[] =>
  path
    .split(':')
    .filter((folder) => folder !== '')
    .map((folder) => resolve(cwd, folder, name));

/** @returns null when no executable file of this name is on PATH */
export async function findOnPath(name: string, place: Place): Promise<Command | null> {
  if (name === '' || name.includes('/')) return null;
  const candidates = candidatesOf(name, place);
  // All at once: a restart waits for this.
  const found = await Promise.all(candidates.map(isExecutableFile));
  const file = candidates[found.indexOf(true)];
  return file === undefined ? null : { file, argv0: name };
}

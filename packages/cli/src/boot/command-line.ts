/** The command line that a unit runs. Pure. */

import type { Recipe } from './recipe';

/** sysexits(3), EX_CONFIG: starting it again is of no use before somebody has mended something. */
export const EXIT_MISCONFIGURED = 78;

/**
 * Finds Node and pmx when it is run: a version manager may have removed those that were there when the unit was made.
 * Later versions come later in the alphabet, so the last one counts.
 */
const FIND = [
  'node=$1 pmx=$2 own=$2 versions=$3; shift 3;',
  'if [ ! -x "$node" ] || [ ! -f "$pmx" ]; then',
  'for bin in "$versions"/*/bin "$versions"/*/installation/bin; do',
  '[ -x "$bin/node" ] || continue;',
  'if [ -f "$bin/pmx" ]; then node=$bin/node pmx=$bin/pmx; elif [ -f "$own" ]; then node=$bin/node pmx=$own; fi;',
  'done; fi;',
  'if [ ! -x "$node" ] || [ ! -f "$pmx" ]; then',
  'echo "pmx: $node or $pmx is gone, and no other version in $versions has both. No app was started.',
  'Install pmx with the Node in use, then run: pmx startup" >&2;',
  `exit ${EXIT_MISCONFIGURED}; fi;`,
  'exec "$node" "$pmx" "$@"',
].join(' ');

export function serviceCommand({ programs, keepApps }: Pick<Recipe, 'programs' | 'keepApps'>): string[] {
  const { node, script, versions } = programs;
  const service = ['service', ...(keepApps ? ['--keep-apps'] : [])];
  if (versions === null) return [node, script, ...service];
  return ['/bin/sh', '-c', FIND, 'pmx', node, script, versions, ...service];
}

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as a shell reads it back. */
export const shellQuote = (word: string): string =>
  PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

export const shellLine = (words: readonly string[]): string => words.map(shellQuote).join(' ');

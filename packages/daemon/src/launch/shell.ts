/** Command lines. */

import { isExecutableFile } from './files';

const SHELLS = ['/bin/bash', '/bin/sh'];

export async function findShell(): Promise<string> {
  for (const shell of SHELLS) if (await isExecutableFile(shell)) return shell;
  return '/bin/sh';
}

/** `line` with `args` after it, each one word for the shell whatever is in it. */
export const shellLine = (line: string, args: readonly string[]): string =>
  [line, ...args.map(quote)].join(' ');

/** One word, for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

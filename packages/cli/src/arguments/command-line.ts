/** The first look at a command line: which command, and whether it needs a parser. */

import type { Arguments } from '../command';

export interface CommandLine {
  /** null: none was given. */
  name: string | null;
  /** All words but the command's name. */
  words: readonly string[];
}

/** Global switches may stand before the command's name; none of them takes a value. */
export function splitCommandLine(argv: readonly string[]): CommandLine {
  const at = argv.findIndex((word) => !word.startsWith('-'));
  if (at === -1 || argv.slice(0, at).includes('--')) return { name: null, words: argv };
  return { name: argv[at]!, words: [...argv.slice(0, at), ...argv.slice(at + 1)] };
}

/** Most command lines have no option; they need no parser, whose loading takes longer than the command. */
export const isPlain = (words: readonly string[]): boolean => words.every((word) => !word.startsWith('-'));

export const plainArguments = (words: readonly string[]): Arguments => ({ words, rest: null, options: {} });

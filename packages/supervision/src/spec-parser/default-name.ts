/** The name of an app that was given none. */

import { nameFault } from './names';
import { baseName, extension, resolvePath } from './paths';
import { splitWords } from './shell-words';

/**
 * The script's file name without extension; with it where that is not a name (`1.js`, `all.js`).
 * The result may still break the rules of names.
 */
export function defaultName(script: string, cwd: string, homeDir: string): string {
  const file = baseName(resolvePath(programOf(script), cwd, homeDir));
  const stem = file.slice(0, file.length - extension(file).length);
  return nameFault(stem) === null ? stem : file;
}

/** The program of a shell command line: its first word that sets no variable. */
function programOf(script: string): string {
  if (!isCommandLine(script)) return script;
  const words = splitWords(script) ?? script.trim().split(/\s+/);
  return words.find((word) => !/^\w+=/.test(word)) ?? script;
}

/** A script with white space in it is a command line for the shell, unless the daemon finds a file of that name. */
export const isCommandLine = (script: string): boolean => /\s/.test(script.trim());

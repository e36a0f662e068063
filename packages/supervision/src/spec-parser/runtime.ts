/** What a script's name and its interpreter tell about the language, without looking at the file. */

import { isCommandLine } from './default-name';
import { baseName, extension } from './paths';

const NODE_EXTENSIONS: ReadonlySet<string> = new Set([
  '.js',
  '.cjs',
  '.mjs',
  '.jsx',
  '.ts',
  '.cts',
  '.mts',
  '.tsx',
]);
const OTHER_EXTENSIONS: ReadonlySet<string> = new Set(['.sh', '.bash', '.py', '.php', '.rb', '.pl']);
const OTHER_INTERPRETERS = /^(?:none|sh|bash|dash|zsh|python[\d.]*|php[\d.]*|ruby[\d.]*|perl[\d.]*|deno)$/;

/** `unknown`: such as a file without extension, which only the disk can tell. */
export type Runtime = 'node' | 'other' | 'unknown';

export function runtimeOf(script: string, interpreter: string | null): Runtime {
  if (interpreter !== null) return runtimeOfInterpreter(baseName(interpreter));
  if (isCommandLine(script) || OTHER_EXTENSIONS.has(extension(script))) return 'other';
  return NODE_EXTENSIONS.has(extension(script)) ? 'node' : 'unknown';
}

function runtimeOfInterpreter(name: string): Runtime {
  if (/^node(?:js)?[\d.]*$/.test(name)) return 'node';
  return OTHER_INTERPRETERS.test(name) ? 'other' : 'unknown';
}

/** Which interpreter a script wants, by its extension. Pure. */

import { extname } from 'node:path';

export interface InterpreterChoice {
  /** Names to look up on PATH; the first that is there is taken. */
  names: readonly string[];
  /** Its arguments before the script. */
  args: readonly string[];
}

const choice = (names: string[], args: string[] = []): InterpreterChoice => ({ names, args });

const NODE = choice(['node']);

const BY_EXTENSION: ReadonlyMap<string, InterpreterChoice> = new Map([
  ['.js', NODE],
  ['.cjs', NODE],
  ['.mjs', NODE],
  ['.ts', NODE],
  ['.cts', NODE],
  ['.mts', NODE],
  ['.tsx', NODE],
  ['.jsx', NODE],
  ['.sh', choice(['bash', 'sh'])],
  ['.bash', choice(['bash'])],
  ['.py', choice(['python3', 'python'])],
  ['.php', choice(['php'])],
  ['.rb', choice(['ruby'])],
  ['.pl', choice(['perl'])],
  ['.jar', choice(['java'], ['-jar'])],
]);

/** @returns null: the file must be executable itself */
export const interpreterFor = (script: string): InterpreterChoice | null =>
  BY_EXTENSION.get(extname(script).toLowerCase()) ?? null;

/** TypeScript or JSX: not JavaScript as it stands. */
export const needsTranslation = (script: string): boolean => /\.([cm]?ts|[jt]sx)$/i.test(script);

/** `node`, `nodejs`, `node18`, `node-v20.1`: the names under which Node is installed. */
export const isNodeName = (name: string): boolean => /^node(js)?(-?v?\d[\d.]*)?$/.test(name);

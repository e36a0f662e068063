/** Which words of a command line name a config file, and how each kind is read. */

/** `module`: run by Node itself; `typescript`: run through jiti. */
export type ConfigKind = 'json' | 'yaml' | 'module' | 'typescript';

/** The word that stands for a config on standard input. */
export const STDIN = '-';

const KINDS: [RegExp, ConfigKind][] = [
  [/\.json$/i, 'json'],
  [/\.ya?ml$/i, 'yaml'],
  [/\.config\.[cm]?js$/i, 'module'],
  [/\.config\.[cm]?ts$/i, 'typescript'],
];

/** null: not the name of a config file. `app.js` is a script, `app.config.js` a config. */
export function configKind(path: string): ConfigKind | null {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

export const isConfigFile = (word: string): boolean => word === STDIN || configKind(word) !== null;

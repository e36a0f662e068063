/** Finds the program that runs a script. */

import { dirname, join, resolve } from 'node:path';
import { PmxError } from '@pmx/protocol';
import { isExecutableFile } from './files';
import type { InterpreterChoice } from './interpreters';
import { findOnPath } from './path-lookup';
import type { Command, Place } from './types';

/**
 * An interpreter that the user named: a path, a command on PATH, or one that the app's own packages bring.
 * @throws {PmxError} PMX_ERR_INTERPRETER_NOT_FOUND
 */
export async function namedInterpreter(name: string, place: Place): Promise<Command> {
  const found = name.includes('/')
    ? await executable(resolve(place.cwd, name))
    : ((await findOnPath(name, place)) ??
      (await findInPackages(name, place.cwd)) ??
      defaultNode([name], place));
  if (found) return found;
  throw notFound(
    `The interpreter ${name} ${name.includes('/') ? 'is no executable file' : 'is not on PATH'}.`,
    'Install it, or give its absolute path with --interpreter.',
    [name],
  );
}

/**
 * An interpreter that goes with the script's extension.
 * @throws {PmxError} PMX_ERR_INTERPRETER_NOT_FOUND
 */
export async function chosenInterpreter(
  script: string,
  { names }: InterpreterChoice,
  place: Place,
): Promise<Command> {
  for (const name of names) {
    const found = await findOnPath(name, place);
    if (found) return found;
  }
  const node = defaultNode(names, place);
  if (node) return node;
  throw notFound(
    `${script} needs ${names.join(' or ')}, which is not on PATH.`,
    'Install it, or name another interpreter with --interpreter.',
    names,
  );
}

const executable = async (file: string): Promise<Command | null> =>
  (await isExecutableFile(file)) ? { file, argv0: null } : null;

const defaultNode = (names: readonly string[], { nodePath }: Place): Command | null =>
  names.includes('node') ? { file: nodePath, argv0: null } : null;

/** `node_modules/.bin` of the folder and of those above it, where npm puts the commands of dependencies. */
async function findInPackages(name: string, folder: string): Promise<Command | null> {
  for (let dir = folder; ; dir = dirname(dir)) {
    const found = await executable(join(dir, 'node_modules/.bin', name));
    if (found || dir === dirname(dir)) return found;
  }
}

function notFound(message: string, advice: string, names: readonly string[]): PmxError {
  return new PmxError('PMX_ERR_INTERPRETER_NOT_FOUND', message, advice, { interpreters: names });
}

/** Finds what an app's `script` names. */

import { resolve } from 'node:path';
import { PmxError } from '@pmx/protocol';
import { kindOf } from './files';
import { findOnPath } from './path-lookup';
import type { Command, Place } from './types';

export type Script =
  /** A file; the path is as it was written, symlinks and all. */
  | { kind: 'file'; path: string }
  | { kind: 'command'; command: Command }
  /** For a shell. */
  | { kind: 'line'; line: string };

/** What Node, too, adds to the name of a script that does not exist. */
const ADDED_EXTENSIONS = ['.js', '.cjs', '.mjs', '.ts'];

/**
 * A file first, then a command on PATH, then, when there is white space in it and no interpreter was named, a
 * command line.
 * @throws {PmxError} PMX_ERR_SCRIPT_NOT_FOUND, PMX_ERR_SCRIPT_IS_DIRECTORY
 */
export async function findScript(script: string, mayBeLine: boolean, place: Place): Promise<Script> {
  const path = resolve(place.cwd, script);
  const file = await existing(path);
  if (file !== null) return { kind: 'file', path: file };
  const command = await findOnPath(script, place);
  if (command !== null) return { kind: 'command', command };
  if (mayBeLine && /\s/.test(script.trim())) return { kind: 'line', line: script };
  throw (await kindOf(path)) === 'directory' ? isDirectory(path) : notFound(script, path);
}

async function existing(path: string): Promise<string | null> {
  for (const candidate of [path, ...ADDED_EXTENSIONS.map((extension) => path + extension)]) {
    if ((await kindOf(candidate)) === 'file') return candidate;
  }
  return null;
}

function isDirectory(path: string): PmxError {
  return new PmxError('PMX_ERR_SCRIPT_IS_DIRECTORY', `${path} is a folder.`, 'Name the file to run in it.', {
    path,
  });
}

function notFound(script: string, path: string): PmxError {
  return script.includes('/')
    ? new PmxError('PMX_ERR_SCRIPT_NOT_FOUND', `${path} does not exist.`, 'Check the path and the cwd.', {
        path,
      })
    : new PmxError(
        'PMX_ERR_SCRIPT_NOT_FOUND',
        `There is no file ${path}, and no command ${script} on PATH.`,
        'Check the name and the cwd.',
        { path, command: script },
      );
}

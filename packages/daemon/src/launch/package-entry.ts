/**
 * Finds files of installed packages by package.json's `exports`. Node's own `require.resolve` would do, did it not
 * remember for the daemon's whole life what it once read: a runner installed or updated later would not be found.
 */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRecord } from '@pmx/protocol';
import { kindOf } from './files';

/** How the file will be loaded. */
export type LoadedBy = 'import' | 'require';

/**
 * @param folder where the search begins; it goes on in the folders above
 * @param subpath `.`, or such as `./register`
 * @returns null when the package, or this file of it, is not there
 */
export async function findPackageFile(
  folder: string,
  name: string,
  subpath: string,
  by: LoadedBy,
): Promise<string | null> {
  for (let dir = folder; ; dir = dirname(dir)) {
    const root = join(dir, 'node_modules', name);
    const manifest = await manifestOf(root);
    if (manifest !== null) return firstFile(root, entriesOf(manifest, subpath, by));
    if (dir === dirname(dir)) return null;
  }
}

async function manifestOf(root: string): Promise<Record<string, unknown> | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    return isRecord(manifest) ? manifest : null;
  } catch {
    return null;
  }
}

async function firstFile(root: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const file = join(root, name);
    if ((await kindOf(file)) === 'file') return file;
  }
  return null;
}

/** The files that a subpath may mean, in order. Pure; https://nodejs.org/api/packages.html#exports, without patterns. */
export function entriesOf(
  { exports, main }: Record<string, unknown>,
  subpath: string,
  by: LoadedBy,
): string[] {
  if (exports !== undefined && exports !== null) {
    const target = subpathOf(exports, subpath);
    const entry = targetOf(target, new Set([by, 'node', 'default']));
    return entry === null ? [] : [entry];
  }
  if (subpath !== '.') return [subpath, `${subpath}.js`, `${subpath}/index.js`];
  return typeof main === 'string' ? [main, `${main}.js`, `${main}/index.js`] : ['index.js'];
}

function subpathOf(exports: unknown, subpath: string): unknown {
  const hasSubpaths = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  if (hasSubpaths) return exports[subpath];
  return subpath === '.' ? exports : undefined;
}

function targetOf(target: unknown, conditions: ReadonlySet<string>): string | null {
  if (typeof target === 'string') return target;
  if (Array.isArray(target)) return targetOf(target[0], conditions);
  if (!isRecord(target)) return null;
  for (const [condition, inner] of Object.entries(target)) {
    const found = conditions.has(condition) ? targetOf(inner, conditions) : null;
    if (found !== null) return found;
  }
  return null;
}

/** The app's own version, as its package.json tells. */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** @returns the version in the package.json nearest to `script` (absolute), or null */
export async function appVersion(script: string | null): Promise<string | null> {
  if (script === null) return null;
  for (let dir = dirname(script); ; dir = dirname(dir)) {
    const version = await versionIn(join(dir, 'package.json'));
    if (version !== undefined) return version;
    if (dir === dirname(dir)) return null;
  }
}

/** undefined: there is no such file, or it cannot be read. */
async function versionIn(file: string): Promise<string | null | undefined> {
  try {
    const { version } = JSON.parse(await readFile(file, 'utf8'));
    return typeof version === 'string' ? version : null;
  } catch {
    return undefined;
  }
}

/** Whether Node takes a file for an ES module. */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** @param file absolute, symlinks resolved */
export async function isEsModule(file: string): Promise<boolean> {
  if (/\.m[jt]s$/i.test(file)) return true;
  if (/\.c[jt]s$/i.test(file)) return false;
  for (let dir = dirname(file); ; dir = dirname(dir)) {
    const type = await typeIn(join(dir, 'package.json'));
    if (type !== null) return type === 'module';
    if (dir === dirname(dir)) return false;
  }
}

/** null: there is no such file, or it cannot be read. */
async function typeIn(file: string): Promise<string | null> {
  try {
    const { type } = JSON.parse(await readFile(file, 'utf8')) as { type?: unknown };
    return typeof type === 'string' ? type : 'commonjs';
  } catch {
    return null;
  }
}

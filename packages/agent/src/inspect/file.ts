/** Files that only their owner can read, as they may hold whatever the app has in memory. */

import type { FileHandle } from 'node:fs/promises';

/**
 * Writes a file that is not there yet; it is removed again when `write` fails.
 * @returns its size in bytes
 * @throws {Error} when the file exists, cannot be made, or what `write` throws
 */
export async function writeNewFile(
  path: string,
  write: (file: FileHandle) => Promise<void>,
): Promise<number> {
  const { open, rm }: typeof import('node:fs/promises') = require('node:fs/promises');
  const file = await open(path, 'wx', 0o600);
  try {
    return await write(file)
      .then(() => file.stat())
      .then(({ size }) => size)
      .finally(() => file.close());
  } catch (error) {
    // Last of all: whoever waits for its removal may ask for the next one at once.
    await rm(path, { force: true });
    throw error;
  }
}

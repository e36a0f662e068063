/** What the file system says of a path. Whatever cannot be looked at is not there. */

import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';

export type FileKind = 'file' | 'directory' | 'missing';

/** Follows symlinks. Sockets, FIFOs and devices are no programs, and count as missing. */
export async function kindOf(path: string): Promise<FileKind> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'directory';
    return found.isFile() ? 'file' : 'missing';
  } catch {
    return 'missing';
  }
}

export async function isExecutableFile(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'file' && (await mayExecute(path));
}

export async function mayExecute(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first bytes of a file, `length` or fewer; empty when it cannot be read. */
export async function headOf(path: string, length: number): Promise<Buffer> {
  const file = await open(path).catch(() => null);
  if (file === null) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0);
  } finally {
    await file.close();
  }
}

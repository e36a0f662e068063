/** The Unix sockets that the primary binds for its workers. */

import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { writeFileAtomic } from '@pmx/system';

/**
 * Remembers their paths on disk: a primary that was killed leaves socket files behind, which would keep the next one
 * from binding them.
 */
export class UnixSockets {
  private paths = new Set<string>();

  /** @param file where the paths are kept */
  constructor(private readonly file: string) {}

  /** A worker listens there. */
  note(path: string): void {
    // An abstract socket has no file.
    if (path.startsWith('\0') || this.paths.has(path)) return;
    this.paths = new Set([...this.paths, path].filter((known) => existsSync(known)));
    this.save();
  }

  /** Removes what an earlier primary left and nobody answers at (invariant 4: a live socket is never unlinked). */
  async removeStale(): Promise<void> {
    for (const path of readPaths(this.file)) {
      if (isSocket(path) && (await isDead(path))) rmSync(path, { force: true });
    }
    this.save();
  }

  private save(): void {
    try {
      writeFileAtomic(this.file, JSON.stringify([...this.paths]), { fsync: false });
    } catch {
      // A full disk: a socket file may be left behind; that must not keep the app from listening.
    }
  }
}

function readPaths(file: string): string[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(value) ? value.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}

const isSocket = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;

function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

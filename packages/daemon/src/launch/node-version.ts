/** Which Node an interpreter is. */

import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';

/** Milliseconds. */
const DEADLINE = 10_000;

export interface Asking {
  cwd: string;
  path: string;
}

/**
 * Remembers what each file answered for as long as the file stays the same. Version managers put small scripts in
 * Node's place that choose by folder, so that the folder counts as well.
 */
export class NodeVersions {
  private readonly known = new Map<string, Promise<string | null>>();

  /** @returns such as `v22.18.0`; null when `file` does not answer like Node */
  async of(file: string, asking: Asking): Promise<string | null> {
    try {
      const real = await realpath(file);
      if (real === process.execPath) return process.version;
      const { mtimeMs, size } = await stat(real);
      return await this.remember([real, mtimeMs, size, asking.cwd, asking.path].join('\0'), file, asking);
    } catch {
      return null;
    }
  }

  private remember(key: string, file: string, asking: Asking): Promise<string | null> {
    const known = this.known.get(key) ?? ask(file, asking);
    // The oldest answer goes first, so that a long life does not make it grow (invariant 6).
    this.known.delete(key);
    this.known.set(key, known);
    if (this.known.size > MOST) this.known.delete(this.known.keys().next().value as string);
    return known;
  }
}

const MOST = 200;

function ask(file: string, { cwd, path }: Asking): Promise<string | null> {
  const options = { cwd, env: { PATH: path }, timeout: DEADLINE, killSignal: 'SIGKILL' as const };
  return new Promise((resolve) => {
    execFile(file, ['--version'], options, (error, stdout) => {
      resolve(error === null && /^v\d+\.\d+\.\d+/.test(stdout) ? stdout.trim() : null);
    });
  });
}

/** `[22, 18]` of `v22.18.0`. */
export function majorMinor(version: string): [number, number] {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return [major, minor];
}

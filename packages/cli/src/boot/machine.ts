/** What startup asks of the machine, and does to it. */

import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '@pmx/system';
import type { Context } from '../command';
import { type Account, findAccount } from './accounts';
import type { RunResult } from './run-result';

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Effective user id of this process. */
  readonly uid: number;
  readonly env: Readonly<Record<string, string>>;
  /** Of the Node that runs this process. */
  readonly execPath: string;
  /** Absolute path of the pmx command, without symlinks. */
  readonly script: string;
  exists(path: string): boolean;
  /** null: nothing is there, or it cannot be read. */
  read(path: string): string | null;
  /** Names in a folder; none when it cannot be read. */
  list(dir: string): string[];
  realpath(path: string): string | null;
  /** Replaces a file in one step, and makes its folder. */
  write(path: string, content: string, mode: number): void;
  remove(path: string): void;
  run(words: readonly string[]): Promise<RunResult>;
  account(user: string | number): Promise<Account | null>;
}

/** Milliseconds; starting a service waits for its program only. */
const RUN_DEADLINE = 60_000;

export function thisMachine({ env, daemonFile }: Context): Machine {
  const run = (words: readonly string[]): Promise<RunResult> => runCommand(words, env);
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? 0,
    env,
    execPath: process.execPath,
    script: realpathOr(join(dirname(daemonFile), '../bin/pmx')),
    exists: existsSync,
    read: (path) => attempt(() => readFileSync(path, 'utf8')),
    list: (dir) => attempt(() => readdirSync(dir)) ?? [],
    realpath: (path) => attempt(() => realpathSync(path)),
    write: writeFile,
    remove: (path) => rmSync(path, { force: true }),
    run,
    account: (user) => findAccount(user, run),
  };
}

function writeFile(path: string, content: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileAtomic(path, content, { fsync: true });
  chmodSync(path, mode);
}

const realpathOr = (path: string): string => attempt(() => realpathSync(path)) ?? path;

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}

function runCommand([program, ...args]: readonly string[], env: Record<string, string>): Promise<RunResult> {
  return new Promise((resolve) => {
    execFile(program!, args, { env, timeout: RUN_DEADLINE }, (error, output, said) => {
      if (error === null) return resolve({ code: 0, output, problem: '' });
      const code = typeof error.code === 'number' ? error.code : null;
      const missing = (error.code as unknown) === 'ENOENT' ? `${program} is not on PATH` : '';
      const problem =
        missing || said.trim().replace(/\s*\n\s*/g, ' ') || `it ended with ${code ?? error.signal}`;
      return resolve({ code, output, problem });
    });
  });
}

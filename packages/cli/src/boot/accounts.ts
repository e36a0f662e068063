/** Users of this machine. */

import { readFileSync } from 'node:fs';
import type { RunResult } from './run-result';

export interface Account {
  name: string;
  uid: number;
  /** Absolute. */
  home: string;
}

/** @param user a name or an id. @returns null: there is no such user */
export async function findAccount(
  user: string | number,
  run: (words: readonly string[]) => Promise<RunResult>,
): Promise<Account | null> {
  const inFile = accountIn(passwd(), user);
  if (inFile !== null) return inFile;
  const words =
    process.platform === 'darwin' ? ['id', '-P', `${user}`] : ['getent', 'passwd', '--', `${user}`];
  return accountIn((await run(words)).output, user);
}

function passwd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/** Lines of passwd(5); `id -P` of macOS has three more fields before the comment. */
export function accountIn(text: string, user: string | number): Account | null {
  const rows = text.split('\n').map((line) => line.split(':'));
  const fields = rows.find((row) => row.length >= 7 && (row[0] === user || row[2] === String(user)));
  return fields ? { name: fields[0]!, uid: Number(fields[2]), home: fields.at(-2)! } : null;
}

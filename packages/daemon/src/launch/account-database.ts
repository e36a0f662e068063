/** The system's users and groups: its files, then what directory services add. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface AccountEntry {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

/** Milliseconds. */
const DEADLINE = 5_000;

export async function findUser(user: string | number): Promise<AccountEntry | null> {
  const inFile = findLine(await textOf('/etc/passwd'), user);
  if (inFile !== null) return parseUser(inFile);
  const asked =
    process.platform === 'darwin' ? await run('id', ['-P', `${user}`]) : await getent('passwd', user);
  const line = findLine(asked, user);
  return line === null ? null : parseUser(line);
}

export async function findGroup(group: string | number): Promise<number | null> {
  const line = findLine(await textOf('/etc/group'), group) ?? findLine(await getent('group', group), group);
  return line === null ? null : Number(line.split(':')[2]);
}

/** The line whose name, or whose number, is `key`. Both formats begin `name:password:number`. */
export function findLine(text: string, key: string | number): string | null {
  const lines = text.split('\n').map((line) => ({ line, fields: line.split(':') }));
  const byName = lines.find(({ fields }) => fields[0] === String(key) && fields.length > 2);
  const byNumber = lines.find(({ fields }) => fields[2] === String(key));
  return (byName ?? byNumber)?.line ?? null;
}

/** passwd(5) has seven fields; `id -P` of macOS has ten, with three more before the comment. */
export function parseUser(line: string): AccountEntry | null {
  const fields = line.split(':');
  const [name = '', , uid, gid] = fields;
  const home = fields.at(-2);
  if (fields.length < 7 || home === undefined) return null;
  return { name, uid: Number(uid), gid: Number(gid), home };
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

const getent = (database: string, key: string | number): Promise<string> =>
  run('getent', [database, '--', `${key}`]);

/** What a command prints; empty when there is none or it fails. */
function run(command: string, args: string[]): Promise<string> {
  const options = { env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' }, timeout: DEADLINE };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout) => resolve(error === null ? stdout : ''));
  });
}

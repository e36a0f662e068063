/** The user and group that a program runs as. */

import { PmxError } from '@pmx/protocol';
import { type AccountEntry, findGroup, findUser } from './account-database';

/** A user as the system's database knows it. */
export type Account = AccountEntry;

export interface Identity {
  uid: number | null;
  gid: number | null;
  account: Account | null;
}

const UNCHANGED: Identity = { uid: null, gid: null, account: null };

/**
 * Names to numbers. A user without a group brings its own group along: root's would give back what was taken away.
 * @param own the daemon's user id
 * @throws {PmxError} PMX_ERR_USER when they are unknown, or others than the daemon's and that is not root
 */
export async function resolveUser(
  user: string | number | null,
  group: string | number | null,
  own: number,
): Promise<Identity> {
  if (user === null && group === null) return UNCHANGED;
  const account = user === null ? null : await findUser(user);
  const uid = user === null ? null : (account?.uid ?? numberOf(user) ?? unknown('user', user));
  if (group === null && uid === own) return UNCHANGED;
  if (own !== 0) throw notRoot(user, group);
  const gid = group === null ? (account?.gid ?? groupless(user)) : await groupId(group);
  return { uid, gid, account };
}

async function groupId(group: string | number): Promise<number> {
  return (await findGroup(group)) ?? numberOf(group) ?? unknown('group', group);
}

const numberOf = (value: string | number): number | null =>
  /^\d{1,10}$/.test(String(value)) ? Number(value) : null;

function unknown(what: 'user' | 'group', value: string | number): never {
  throw new PmxError('PMX_ERR_USER', `There is no ${what} ${value} on this machine.`, '', { [what]: value });
}

function groupless(user: string | number | null): never {
  throw new PmxError(
    'PMX_ERR_USER',
    `The user ${user} has no entry that names its group.`,
    'Give a gid as well.',
    {
      user,
    },
  );
}

function notRoot(user: string | number | null, group: string | number | null): PmxError {
  const what = user === null ? `the group ${group}` : `the user ${user}`;
  return new PmxError(
    'PMX_ERR_USER',
    `Only root can start a program as ${what}.`,
    'Leave out uid and gid, or run pmx as root.',
    { user, group },
  );
}

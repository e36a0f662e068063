/** Who may install a unit, and what to type where it takes root. */

import { join } from 'node:path';
import { PmxError } from '@pmx/protocol';
import { shellLine } from './command-line';
import type { Machine } from './machine';
import type { Order } from './order';

/** @throws {PmxError} PMX_ERR_BOOT with the command that root has to run */
export function requireRights(verb: 'startup' | 'unstartup', order: Order, machine: Machine): void {
  if (order.recipe.scope === 'user' || machine.uid === 0) return;
  const command = rootCommand(verb, order, machine);
  const own = order.system.scopes.includes('user')
    ? '\nWithout root, for as long as you are logged in: --user-unit'
    : '';
  throw new PmxError(
    'PMX_ERR_BOOT',
    `It takes root to ${verb === 'startup' ? 'write' : 'remove'} ${order.unit.file}; nothing was changed.`,
    `Run:\n  ${command}${own}`,
    { command },
  );
}

/** sudo starts with an environment of its own: what startup found out is said once more. */
function rootCommand(verb: string, { system, recipe }: Order, { env, execPath, script }: Machine): string {
  const { user, userHome, pmxHome, name, keepApps, stopTimeout } = recipe;
  const home = pmxHome === join(userHome, '.pmx') ? [] : [`PMX_HOME=${pmxHome}`];
  const named = name === `pmx-${user}` ? [] : ['--service-name', name];
  const how = [...(keepApps ? ['--keep-apps'] : []), '--stop-timeout', String(stopTimeout)];
  return shellLine([
    ...['sudo', 'env', `PATH=${env.PATH ?? ''}`, ...home],
    ...[execPath, script, verb, system.kind, '-u', user, '--hp', userHome, ...named],
    ...(verb === 'startup' ? how : []),
  ]);
}

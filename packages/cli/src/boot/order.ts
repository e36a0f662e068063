/** From the options of startup and unstartup to what is to be done, for whom. */

import { join } from 'node:path';
import { PmxError } from '@pmx/protocol';
import type { OptionValues } from '../command';
import type { Account } from './accounts';
import { INIT_SYSTEMS, type InitSystem, isInitKind, type Unit } from './init-systems';
import type { Machine } from './machine';
import { choosePrograms, servicePath } from './programs';
import type { InitKind, Recipe } from './recipe';

export interface Order {
  system: InitSystem;
  recipe: Recipe;
  unit: Unit;
}

/** Whom and what the command line names; who calls fills in the rest. */
export async function orderOf(
  word: string | undefined,
  options: OptionValues,
  machine: Machine,
): Promise<Order> {
  const system = INIT_SYSTEMS[initKind(word, machine)];
  const scope = options['user-unit'] === true ? 'user' : 'system';
  if (!system.scopes.includes(scope)) {
    throw new PmxError('PMX_ERR_USAGE', `${system.kind} has no units of users.`, 'Leave --user-unit out.');
  }
  const account = await ownerOf(text(options.user), scope, machine);
  const recipe = recipeFor(account, scope, options, machine);
  return { system, recipe, unit: unitOf(system, recipe, machine) };
}

export function unitOf(system: InitSystem, recipe: Recipe, { env }: Machine): Unit {
  const configHome = env.XDG_CONFIG_HOME || join(recipe.userHome, '.config');
  const { name, scope, uid, userHome } = recipe;
  const folder = system.folder({ scope, userHome, configHome });
  return { name, scope, uid, file: join(folder, `${name}${system.ending}`) };
}

function initKind(word: string | undefined, machine: Machine): InitKind {
  if (word === undefined) return detectInit(machine);
  if (isInitKind(word)) return word;
  throw new PmxError(
    'PMX_ERR_USAGE',
    `pmx knows no init system "${word}".`,
    `It knows ${Object.keys(INIT_SYSTEMS).join(', ')}.`,
  );
}

export function detectInit({ platform, exists }: Pick<Machine, 'platform' | 'exists'>): InitKind {
  if (platform === 'darwin') return 'launchd';
  // What sd_booted(3) looks at.
  if (exists('/run/systemd/system')) return 'systemd';
  if (exists('/run/openrc')) return 'openrc';
  throw new PmxError(
    'PMX_ERR_BOOT',
    'No init system that pmx knows runs here.',
    `Name one (${Object.keys(INIT_SYSTEMS).join(', ')}), or let whatever starts your programs run: pmx service`,
  );
}

/** Root's apps have to be asked for: what is started at boot must not run as root by accident. */
async function ownerOf(user: string | null, scope: Recipe['scope'], machine: Machine): Promise<Account> {
  const own = machine.uid === 0 ? sudoUser(machine) : machine.uid;
  const wanted = user ?? own;
  if (wanted === null) {
    throw new PmxError(
      'PMX_ERR_USAGE',
      'As root, pmx does not know whose apps to start at boot.',
      'Say it with -u USER; for apps that run as root: -u root',
    );
  }
  const account = await machine.account(wanted);
  if (account === null) {
    throw new PmxError('PMX_ERR_USER', `There is no user "${wanted}".`, 'Check the name given with -u.');
  }
  if (scope === 'user' && account.uid !== machine.uid) {
    const advice = `Run it as ${account.name}, or leave --user-unit out.`;
    throw new PmxError('PMX_ERR_USAGE', `A user unit is made by its user, who is ${account.name}.`, advice);
  }
  return account;
}

const sudoUser = ({ env }: Machine): string | null =>
  env.SUDO_USER && env.SUDO_USER !== 'root' ? env.SUDO_USER : null;

function recipeFor(
  account: Account,
  scope: Recipe['scope'],
  options: OptionValues,
  machine: Machine,
): Recipe {
  const { env } = machine;
  const isOwn = account.uid === machine.uid;
  const userHome = text(options.hp) ?? (isOwn ? env.HOME || account.home : account.home);
  const programs = choosePrograms({ ...machine, path: env.PATH ?? '' }, machine);
  return {
    name: unitName(text(options['service-name']) ?? (scope === 'user' ? 'pmx' : `pmx-${account.name}`)),
    scope,
    user: account.name,
    uid: account.uid,
    userHome,
    pmxHome: env.PMX_HOME || join(userHome, '.pmx'),
    path: servicePath(env.PATH ?? '', programs),
    programs,
    keepApps: options['keep-apps'] === true,
    stopTimeout: DEFAULT_STOP_TIMEOUT,
  };
}

/** Seconds; systemd's own default. */
export const DEFAULT_STOP_TIMEOUT = 90;

function unitName(given: string): string {
  const name = given.replace(/\.(service|plist)$/, '');
  if (/^[A-Za-z0-9][\w.@-]*$/.test(name)) return name;
  throw new PmxError(
    'PMX_ERR_USAGE',
    `"${given}" cannot be the name of a unit.`,
    'Letters, digits and . _ - @ make one; give it with --service-name.',
  );
}

const text = (value: OptionValues[string]): string | null => (typeof value === 'string' ? value : null);

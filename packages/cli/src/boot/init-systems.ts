/** What each init system wants: which file, and which commands. Pure. */

import { join } from 'node:path';
import { launchdPlist } from './launchd';
import { openrcScript } from './openrc';
import type { InitKind, Recipe } from './recipe';
import { systemdUnit } from './systemd';

export interface InitCommand {
  words: readonly string[];
  /** Not needed when this one succeeds. */
  unless?: readonly string[];
}

export interface InitSystem {
  kind: InitKind;
  scopes: readonly Recipe['scope'][];
  /** Absolute folder of its files. */
  folder(where: Place): string;
  /** After the unit's name. */
  ending: string;
  mode: number;
  render(recipe: Recipe): string;
  /** Makes it start at boot, once the file is there. */
  enable(unit: Unit): InitCommand[];
  start(unit: Unit): InitCommand[];
  /** Undoes `enable`, while the file is there; what runs goes on. */
  disable(unit: Unit): InitCommand[];
  /** When the file has gone, or is another one. */
  refresh(unit: Unit): InitCommand[];
}

export type Place = Pick<Recipe, 'scope' | 'userHome'> & { configHome: string };
export type Unit = Pick<Recipe, 'name' | 'scope' | 'uid'> & { file: string };

const systemctl = ({ scope }: Unit, ...words: string[]): InitCommand => ({
  words: ['systemctl', ...(scope === 'user' ? ['--user'] : []), ...words],
});

const systemd: InitSystem = {
  kind: 'systemd',
  scopes: ['system', 'user'],
  folder: ({ scope, configHome }) =>
    scope === 'system' ? '/etc/systemd/system' : join(configHome, 'systemd/user'),
  ending: '.service',
  mode: 0o644,
  render: systemdUnit,
  enable: (unit) => [systemctl(unit, 'daemon-reload'), systemctl(unit, 'enable', `${unit.name}.service`)],
  start: (unit) => [systemctl(unit, 'start', `${unit.name}.service`)],
  disable: (unit) => [systemctl(unit, 'disable', `${unit.name}.service`)],
  refresh: (unit) => [systemctl(unit, 'daemon-reload')],
};

const domainOf = ({ scope, uid }: Unit): string => (scope === 'system' ? 'system' : `gui/${uid}`);

const launchd: InitSystem = {
  kind: 'launchd',
  scopes: ['system', 'user'],
  folder: ({ scope, userHome }) =>
    scope === 'system' ? '/Library/LaunchDaemons' : join(userHome, 'Library/LaunchAgents'),
  ending: '.plist',
  mode: 0o644,
  render: launchdPlist,
  enable: (unit) => [{ words: ['launchctl', 'enable', `${domainOf(unit)}/${unit.name}`] }],
  start: (unit) => [
    {
      words: ['launchctl', 'bootstrap', domainOf(unit), unit.file],
      unless: ['launchctl', 'print', `${domainOf(unit)}/${unit.name}`],
    },
  ],
  disable: (unit) => [{ words: ['launchctl', 'disable', `${domainOf(unit)}/${unit.name}`] }],
  refresh: () => [],
};

const openrc: InitSystem = {
  kind: 'openrc',
  scopes: ['system'],
  folder: () => '/etc/init.d',
  ending: '',
  mode: 0o755,
  render: openrcScript,
  enable: ({ name }) => [{ words: ['rc-update', 'add', name, 'default'] }],
  start: ({ name }) => [{ words: ['rc-service', name, 'start'] }],
  disable: ({ name }) => [{ words: ['rc-update', 'del', name, 'default'] }],
  refresh: () => [],
};

export const INIT_SYSTEMS: Readonly<Record<InitKind, InitSystem>> = { systemd, launchd, openrc };

export const isInitKind = (word: string): word is InitKind => Object.hasOwn(INIT_SYSTEMS, word);

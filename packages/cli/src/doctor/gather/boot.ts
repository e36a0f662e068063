import { join } from 'node:path';
import { INIT_SYSTEMS, type InitSystem } from '../../boot/init-systems';
import type { Machine } from '../../boot/machine';
import { type Marked, readMark } from '../../boot/mark';
import type { UnitFacts } from '../checks/boot';

/** Every unit that startup made for this home, of whichever init system. */
export function gatherUnits(pmxHome: string, machine: Machine): UnitFacts[] {
  return Object.values(INIT_SYSTEMS).flatMap((system) =>
    system.scopes.flatMap((scope) => unitsIn(system, folderOf(system, scope, machine), pmxHome, machine)),
  );
}

function folderOf(system: InitSystem, scope: Marked['scope'], { env }: Machine): string {
  const userHome = env.HOME ?? '/';
  return system.folder({ scope, userHome, configHome: env.XDG_CONFIG_HOME || join(userHome, '.config') });
}

function unitsIn(system: InitSystem, folder: string, pmxHome: string, machine: Machine): UnitFacts[] {
  return machine
    .list(folder)
    .filter((name) => name.endsWith(system.ending))
    .flatMap((name) => {
      const file = join(folder, name);
      const mark = readMark(machine.read(file) ?? '');
      return mark?.pmxHome === pmxHome ? [factsOf(system, folder, file, mark, machine)] : [];
    });
}

function factsOf(
  system: InitSystem,
  folder: string,
  file: string,
  mark: Marked,
  machine: Machine,
): UnitFacts {
  const { node, script } = mark.programs;
  return {
    file,
    mark,
    enabled: isEnabled(system, folder, mark, machine),
    node: machine.exists(node),
    script: machine.exists(script),
    lingers:
      system.kind !== 'systemd' ||
      mark.scope === 'system' ||
      machine.exists(`/var/lib/systemd/linger/${mark.user}`),
  };
}

/** By the links that `enable` makes, which are there although the init system may not run. */
function isEnabled(
  { kind }: InitSystem,
  folder: string,
  { name, scope }: Marked,
  machine: Machine,
): boolean | null {
  const target = scope === 'system' ? 'multi-user.target.wants' : 'default.target.wants';
  if (kind === 'systemd') return machine.list(join(folder, target)).includes(`${name}.service`);
  if (kind === 'openrc') return machine.list('/etc/runlevels/default').includes(name);
  return null;
}

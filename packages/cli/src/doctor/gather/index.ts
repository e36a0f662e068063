/** All that doctor looks at. Reads only: nothing is launched, made or mended. */

import { isAbsolute } from 'node:path';
import type { InstanceDetails } from '@pmx/protocol';
import { type Machine, thisMachine } from '../../boot/machine';
import { stopTimeoutFor } from '../../boot/stop-timeout';
import type { Context } from '../../command';
import type { BootFacts } from '../checks/boot';
import type { Facts } from '../diagnose';
import { gatherUnits } from './boot';
import { askDaemon } from './daemon';
import { gatherHome } from './home';
import { cgroupOf, gatherLimits, sessionOf } from './limits';
import { gatherSpace } from './space';
import { gatherState, readList, unrotated, wantedUp } from './state';
import { gatherSurroundings } from './surroundings';

export async function gatherFacts(context: Context): Promise<Facts> {
  const { home } = context;
  const machine = thisMachine(context);
  const { facts, apps } = await askDaemon(context);
  const list = readList(home.stateFile);
  const keeper = facts.ping?.keeperPid ?? null;
  return {
    home: gatherHome(home, machine.uid),
    daemon: { ...facts, wantedUp: wantedUp(list) },
    state: gatherState(home),
    apps: { apps, missingInterpreters: missingInterpreters(apps ?? [], machine) },
    boot: gatherBoot(home.dir, apps ?? [], keeper, machine),
    space: gatherSpace(home, apps ?? [], unrotated(list)),
    limits: gatherLimits(keeper, apps?.length ?? 0, machine.uid),
    surroundings: gatherSurroundings(machine, home.stateFile),
  };
}

function gatherBoot(
  dir: string,
  apps: InstanceDetails[],
  keeper: number | null,
  machine: Machine,
): BootFacts {
  const killTimeouts = new Map(apps.map(({ name, killTimeout }) => [name, killTimeout]));
  return {
    units: gatherUnits(dir, machine),
    stopTimeout: stopTimeoutFor([...killTimeouts.values()]),
    session: keeper === null ? null : sessionOf(cgroupOf(keeper)),
  };
}

function missingInterpreters(apps: InstanceDetails[], machine: Machine): string[] {
  const paths = apps.map(({ interpreter }) => interpreter).filter(isAbsolute);
  return [...new Set(paths)].filter((path) => !machine.exists(path));
}

/** Kills pmx itself, at random instants, and waits for its return. */

import { setTimeout as after } from 'node:timers/promises';
import { isAlive, signal, type TestHome } from '../../e2e/support';
import type { Dice } from './dice';

/** Milliseconds within which the random instant lies: commands take about 200. */
const SPAN = 400;

/** The chaos itself: some time passes. */
export const someTime = (dice: Dice, span = SPAN): Promise<void> => after(dice.between(0, span));

export function killDaemon(home: TestHome): number {
  return killPid(home.daemonPid());
}

export function killKeeper(home: TestHome): number {
  return killPid(home.keeperPid());
}

function killPid(pid: number): number {
  if (pid > 0) signal(pid, 'SIGKILL');
  return pid;
}

/** Another daemon than `old` serves; a command brings it back where the keeper takes its time. */
export async function daemonIsBack(home: TestHome, old: number): Promise<void> {
  await home.waitFor(async () => {
    const { code } = await home.pmx(['jlist']);
    return code === 0 && home.daemonPid() !== old && isAlive(home.daemonPid());
  }, 'another daemon');
}

/** Another keeper than `old` runs, and the daemon speaks to it. */
export async function keeperIsBack(home: TestHome, old: number): Promise<void> {
  await home.waitFor(() => home.keeperPid() !== old && isAlive(home.keeperPid()), 'another keeper');
}

/** SIGKILL of the keeper, and of both at once: every app lives on and is adopted (invariant 2). */

import { isAlive, type TestHome } from '../../e2e/support';
import { tell } from '../support/dice';
import { extent } from '../support/extent';
import { daemonIsBack, keeperIsBack, killDaemon, killKeeper, someTime } from '../support/killer';
import { amongNeighbours, expectNoDoubles, expectNoFailure, steadyOf } from '../support/neighbourhood';

const KEEPERS = extent(6, 50);
const BOTH = extent(3, 20);

/** Waits until the daemon has heard of all from the new keeper: a signal reaches an adopted process. */
async function adopted(home: TestHome, steady: string[]): Promise<void> {
  await home.waitFor(async () => (await home.pmx(['sendSignal', 'SIGCONT', 'shell'])).code === 0, 'adoption');
  expect(steadyOf(await home.list())).toEqual(steady);
  for (const entry of steady) expect(isAlive(Number(entry.split(' ')[1]))).toBe(true);
}

amongNeighbours(
  `${KEEPERS} SIGKILLs of the keeper: every app lives, is adopted, and runs once`,
  KEEPERS,
  async (home, { steady, loads }, dice) => {
    for (let kill = 0; kill < KEEPERS; kill++) {
      const command = home.pmx(
        dice.pick([
          ['restart', 'victim'],
          ['scale', 'spare', '1'],
          ['scale', 'spare', '3'],
        ]),
      );
      await someTime(dice);
      const old = killKeeper(home);
      expect([0, 1]).toContain((await command).code);
      await keeperIsBack(home, old);
      await adopted(home, steady);
    }
    await home.ok(['restart', 'victim']);
    await home.ok(['scale', 'spare', '2']);
    await expectNoDoubles(home);
    tell(`${KEEPERS} kills; ${await expectNoFailure(loads)} requests, none failed`);
  },
);

amongNeighbours(
  `${BOTH} SIGKILLs of both at once: the next command brings all back, and every app runs once`,
  BOTH,
  async (home, { steady, loads }, dice) => {
    for (let kill = 0; kill < BOTH; kill++) {
      const command = home.pmx(dice.pick([['restart', 'victim'], ['start', 'victim'], ['list']]));
      await someTime(dice);
      const keeper = killKeeper(home);
      const daemon = killDaemon(home);
      expect([0, 1]).toContain((await command).code);
      await daemonIsBack(home, daemon);
      await keeperIsBack(home, keeper);
      await adopted(home, steady);
    }
    await home.ok(['restart', 'victim']);
    await expectNoDoubles(home);
    tell(`${BOTH} kills; ${await expectNoFailure(loads)} requests, none failed`);
  },
);

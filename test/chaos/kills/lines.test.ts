/** Numbered lines while pmx is killed and logs rotate: each once, in order (invariants 1 and 2). */

import { join } from 'node:path';
import { e2e, type TestHome } from '../../e2e/support';
import { castDice, type Dice, tell } from '../support/dice';
import { extent, patience } from '../support/extent';
import { daemonIsBack, keeperIsBack, killDaemon, killKeeper, someTime } from '../support/killer';
import { type Count, countLines } from '../support/numbered-log';

const LINES = extent(50_000, 1_000_000);
/** Lines a millisecond come to 20,000 a second: a busy log, and processors left for the chaos. */
const PACE = { BURST: '100', TICK: '5' };
/** Bytes: what a FIFO holds, the most that dies with a keeper. */
const FIFO = 64 * 1024;
const SHORTEST = '0 of 50000 lines\n'.length;

/** Runs the writer while `kill` is called again and again. @returns kills and the count */
async function write(home: TestHome, kill: () => Promise<void>): Promise<{ kills: number; count: Count }> {
  const app = {
    name: 'lines',
    script: join(__dirname, '../fixtures/lines.js'),
    env: { ...PACE, LINES: String(LINES) },
    max_log_size: '200K',
    log_keep: 1000,
  };
  await home.ok(['start', home.config([app])]);
  const isDone = (): boolean => home.announcements().some(({ done }) => done === true);
  let kills = 0;
  while (!isDone()) {
    await kill();
    kills += 1;
  }
  // The last numbered line itself may have died with a keeper.
  await home.waitFor(() => home.log('lines').endsWith('\nend\n'), 'what comes after the last line');
  return { kills, count: countLines(home.logs, 'lines-out', LINES) };
}

const daemonDies = async (home: TestHome, dice: Dice): Promise<void> => {
  await someTime(dice);
  await daemonIsBack(home, killDaemon(home));
};

const keeperDies = async (home: TestHome, dice: Dice): Promise<void> => {
  await someTime(dice);
  await keeperIsBack(home, killKeeper(home));
};

e2e(
  `${LINES} lines while the daemon is killed and logs rotate: each once, in order`,
  async (home) => {
    const dice = castDice();
    const { kills, count } = await write(home, () => daemonDies(home, dice));
    tell(`${LINES} lines in ${count.files} files, ${kills} kills, ${count.missing} lines missing`);
    expect(count).toMatchObject({ lines: LINES, missing: 0, gaps: 0, repeated: [], broken: [] });
  },
  { timeout: patience(LINES / 20_000) },
);

e2e(
  `${LINES} lines while keeper and daemon are killed and logs rotate: none twice, none out of order`,
  async (home) => {
    const dice = castDice();
    const { kills, count } = await write(home, () =>
      dice.pick([keeperDies, keeperDies, daemonDies])(home, dice),
    );
    tell(
      `${LINES} lines in ${count.files} files, ${kills} kills, ${count.missing} lines missing in ${count.gaps} gaps, ${count.broken.length} cut`,
    );
    expect(count.repeated).toEqual([]);
    expect(count.broken.length).toBeLessThanOrEqual(kills);
    // What a keeper has read and not written yet dies with it (docs/decisions/0007): at most one FIFO's content each time.
    expect(count.gaps).toBeLessThanOrEqual(kills);
    expect(count.missing).toBeLessThanOrEqual((kills * FIFO) / SHORTEST);
  },
  { timeout: patience(LINES / 20_000) },
);

/** SIGKILL of the daemon, again and again, at any instant (invariants 1, 3 and 5). */

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, type Outcome, signal, type TestHome } from '../../e2e/support';
import { castDice, type Dice, tell } from '../support/dice';
import { extent } from '../support/extent';
import { daemonIsBack, killDaemon, someTime } from '../support/killer';
import { amongNeighbours, expectNoDoubles, expectNoFailure, steadyOf } from '../support/neighbourhood';

const KILLS = extent(15, 200);
/** Milliseconds that any of these commands may take, whatever becomes of its daemon. */
const DEADLINE = 30_000;

const COMMANDS = [
  ['list'],
  ['jlist'],
  ['describe', 'web'],
  ['restart', 'victim'],
  ['stop', 'victim'],
  ['start', 'victim'],
  ['reload', 'spare'],
  ['scale', 'spare', '1'],
  ['scale', 'spare', '3'],
] as const;

/** Answered or refused, but in time. */
async function ends(command: Promise<Outcome>): Promise<void> {
  const { code, time } = await command;
  expect([0, 1]).toContain(code);
  expect(time).toBeLessThan(DEADLINE);
}

const stateOf = (home: TestHome): unknown =>
  JSON.parse(readFileSync(join(home.home, 'state.json'), 'utf8')) as unknown;

async function round(home: TestHome, dice: Dice): Promise<void> {
  const commands = [0, 1].map(() => ends(home.pmx([...dice.pick(COMMANDS)])));
  await someTime(dice);
  const old = killDaemon(home);
  expect(stateOf(home)).toMatchObject({ apps: expect.any(Array) });
  await Promise.all(commands);
  await daemonIsBack(home, old);
}

/** The ways in which the fickle app has ended, oldest first. */
const endsOf = (home: TestHome): string[] =>
  readFileSync(`${home.env.ANNOUNCE}-fickle`, 'utf8').split('\n').slice(0, -1);

amongNeighbours(
  `${KILLS} SIGKILLs of the daemon: no pid changes, no request fails, what is wanted comes true`,
  KILLS,
  async (home, { steady, loads }, dice) => {
    for (let kill = 0; kill < KILLS; kill++) {
      await round(home, dice);
      expect(steadyOf(await home.list())).toEqual(steady);
    }
    await home.ok(['start', 'victim']);
    await home.ok(['scale', 'spare', '2']);
    await expectNoDoubles(home);
    await home.ok(['stop', 'fickle']);
    await expectNoDoubles(home);
    await home.waitFor(async () => {
      const spare = (await home.instances('spare')).map(({ pm2_env }) => pm2_env.status);
      return spare.join() === 'online,online';
    }, 'two spare ones');
    tell(`${KILLS} kills, ${endsOf(home).length} runs of an app that ends by itself, 0 doubles`);
    tell(`${await expectNoFailure(loads)} requests, none failed`);
  },
);

e2e(
  'exits while there is no daemon: the true code or signal is told',
  async (home) => {
    const dice = castDice();
    for (const end of ['3', '77', '255', 'SIGUSR2', 'SIGKILL']) {
      const source = /^S/.test(end) ? `process.kill(process.pid, '${end}')` : `process.exit(${end})`;
      const cue = join(home.work, 'cue');
      home.write(
        'last.js',
        `setInterval(() => { if (require('node:fs').existsSync('${cue}')) ${source} }, 10)`,
      );
      await home.ok(['start', join(home.work, 'last.js'), '--no-autorestart']);
      const { pid } = await home.app('last');
      // It stands still before the exit, and so hears nothing of it, whatever is quicker.
      signal(home.daemonPid(), 'SIGSTOP');
      home.write('cue', '');
      await someTime(dice);
      const old = killDaemon(home);
      await home.waitFor(() => startless(pid), 'the exit');
      rmSync(cue);
      await daemonIsBack(home, old);
      const { pm2_env } = await home.waitFor(async () => {
        const app = await home.app('last');
        return app.pm2_env.status !== 'online' && app.pm2_env.status !== 'launching' && app;
      }, 'the news of the exit');
      expect(await home.ok(['describe', 'last'])).toContain(/^S/.test(end) ? end : `code ${end}`);
      expect(pm2_env.restart_time).toBe(0);
      await home.ok(['delete', 'last']);
    }
  },
  { timeout: 120_000 },
);

function startless(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** SIGKILL of the daemon in the middle of a reload, a scale, a delete, a start: nothing doubled, nothing lost. */

import { e2e, fixture, type TestHome } from '../../e2e/support';
import { castDice, tell } from '../support/dice';
import { extent, patience } from '../support/extent';
import { daemonIsBack, killDaemon, killKeeper, someTime } from '../support/killer';
import { expectNoDoubles } from '../support/neighbourhood';

const ROUNDS = extent(2, 20);
/** Each, and what makes it come true when it is asked for once more. */
const COMMANDS: [args: string[], again: string[], instances: number][] = [
  [['reload', 'app'], ['reload', 'app'], 2],
  [['scale', 'app', '4'], ['scale', 'app', '4'], 4],
  [['scale', 'app', '2'], ['scale', 'app', '2'], 2],
];

const statuses = async (home: TestHome): Promise<string[]> =>
  (await home.instances('app')).map(({ pm2_env }) => pm2_env.status);

const online = (count: number): string[] => Array(count).fill('online');

e2e(
  'a daemon killed in the middle of a reload and a scale leaves what was, or what was asked for',
  async (home) => {
    const dice = castDice();
    await home.ok(['start', home.config([{ name: 'app', script: fixture('http.js'), instances: 2 }])]);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [args, again, count] of COMMANDS) {
        const command = home.pmx(args);
        await someTime(dice);
        const old = killDaemon(home);
        await command;
        await daemonIsBack(home, old);
        await expectNoDoubles(home);
        await home.ok(again);
        await home.waitFor(async () => (await statuses(home)).join() === online(count).join(), 'all online');
        await expectNoDoubles(home);
      }
    }
    tell(`${ROUNDS * COMMANDS.length} kills in the middle of commands`);
  },
  { timeout: patience(ROUNDS * 3) },
);

e2e(
  'a daemon killed in the middle of a delete: the app is gone, or can be deleted',
  async (home) => {
    const dice = castDice();
    for (let round = 0; round < ROUNDS; round++) {
      await home.ok(['start', fixture('idle.js'), '--name', 'app']);
      const command = home.pmx(['delete', 'app']);
      await someTime(dice);
      const old = killDaemon(home);
      await command;
      await daemonIsBack(home, old);
      if ((await home.list()).length > 0) await home.pmx(['delete', 'app']);
      await home.waitFor(async () => (await home.list()).length === 0, 'an empty list');
      await expectNoDoubles(home);
    }
  },
  { timeout: patience(ROUNDS) },
);

e2e(
  'a keeper killed in the middle of starts: what it had begun is found, and nothing runs twice',
  async (home) => {
    const dice = castDice();
    await home.ok(['ping']).catch(() => home.ok(['jlist']));
    for (let round = 0; round < ROUNDS; round++) {
      const names = Array.from({ length: 8 }, (_, index) => `app-${round}-${index}`);
      const apps = names.map((name) => ({ name, script: fixture('idle.sh') }));
      const command = home.pmx(['start', home.config(apps)]);
      await someTime(dice);
      killKeeper(home);
      await command;
      await home.waitFor(async () => (await home.pmx(['start', home.config(apps)])).code === 0, 'the start');
      await expectNoDoubles(home);
      expect((await home.list()).map(({ pm2_env }) => pm2_env.status)).toEqual(online(8));
      await home.ok(['delete', 'all']);
      await expectNoDoubles(home);
    }
  },
  { timeout: patience(ROUNDS) },
);

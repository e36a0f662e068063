/** SIGKILL of a cluster's primary: that app alone is started again. */

import { readFileSync } from 'node:fs';
import { processGroups } from '@pmx/system';
import { e2e, fixture, freePort, get, isAlive, pmxProcesses, signal, type TestHome } from '../../e2e/support';
import { expectNoDoubles, expectNoFailure } from '../support/neighbourhood';
import { pacedLoad } from '../support/paced-load';

const HTTP = fixture('http.js');

/** The process that shows itself as the primary of `app`, among those of this home's own keeper. */
function primaryOf(home: TestHome, app: string, workers: number[]): number {
  const parents = new Set(workers.map(parentOf));
  expect(parents.size).toBe(1);
  const [primary] = parents as Set<number>;
  expect(readFileSync(`/proc/${primary}/cmdline`, 'latin1')).toContain(`pmx primary ${app}`);
  expect(pmxProcesses(home.home)).not.toContain(primary);
  expect(processGroups().has(primary!)).toBe(true);
  return primary!;
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

const pidsOf = async (home: TestHome, name: string): Promise<number[]> =>
  (await home.instances(name)).map(({ pid }) => pid);

e2e(
  'SIGKILL of a cluster primary: its workers end, the app comes back, its siblings are untouched',
  async (home) => {
    const [port, other] = [await freePort(), await freePort()];
    const cluster = { script: HTTP, exec_mode: 'cluster', instances: 2 };
    const apps = [
      { ...cluster, name: 'dies', env: { PORT: String(port) } },
      { ...cluster, name: 'sibling', env: { PORT: String(other) } },
      { name: 'plain', script: fixture('idle.js') },
    ];
    await home.ok(['start', home.config(apps)]);
    const untouched = [...(await pidsOf(home, 'sibling')), ...(await pidsOf(home, 'plain'))];
    const workers = await pidsOf(home, 'dies');
    const load = pacedLoad(other);
    try {
      await load.answered(10);
      signal(primaryOf(home, 'dies', workers), 'SIGKILL');
      await home.waitFor(() => !workers.some(isAlive), 'the end of its workers');
      await home.waitFor(async () => {
        const back = await home.instances('dies');
        return (
          back.length === 2 && back.every(({ pid, pm2_env }) => pm2_env.status === 'online' && isAlive(pid))
        );
      }, 'the app');
      expect(await pidsOf(home, 'dies')).toContain(Number(await get(port)));
      expect([...(await pidsOf(home, 'sibling')), ...(await pidsOf(home, 'plain'))]).toEqual(untouched);
      await expectNoFailure([load]);
      await expectNoDoubles(home);
    } finally {
      load.abandon();
    }
  },
);

/** Apps of several kinds side by side: those that are to live through everything, and those that come and go. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStat, startTimeOf } from '@pmx/system';
import { e2e, fixture, freePort, type Instance, type TestHome } from '../../e2e/support';
import type { Load } from '../../e2e/support/load';
import { castDice, type Dice } from './dice';
import { patience } from './extent';
import { pacedLoad } from './paced-load';

const chaosFixture = (name: string): string => join(__dirname, '../fixtures', name);

/** Nobody restarts these. */
export const STEADY = ['web', 'cluster', 'shell'];
const MANAGERS = /\b(?:daemon|keeper|primary|cli)\.cjs\b|\bbin\/pmx\b|^pmx primary /;

export interface Neighbourhood {
  /** Pids with start times of the steady apps. */
  steady: string[];
  loads: Load[];
}

/** A test among these apps, under load; `rounds` of chaos give it its time. */
export function amongNeighbours(
  name: string,
  rounds: number,
  body: (home: TestHome, neighbours: Neighbourhood, dice: Dice) => Promise<void>,
): void {
  const inHome = async (home: TestHome): Promise<void> => {
    const dice = castDice();
    const neighbours = await moveIn(home);
    try {
      await body(home, neighbours, dice);
    } finally {
      for (const load of neighbours.loads) load.abandon();
    }
  };
  e2e(name, inHome, { timeout: patience(rounds) });
}

/** Starts them all. */
async function moveIn(home: TestHome): Promise<Neighbourhood> {
  const [web, cluster] = [await freePort(), await freePort()];
  const http = fixture('http.js');
  const coming = { max_restarts: 1_000_000, min_uptime: '10ms', restart_delay: '100ms' };
  await home.ok([
    'start',
    home.config([
      { name: 'web', script: http, env: { PORT: String(web) } },
      { name: 'cluster', script: http, exec_mode: 'cluster', instances: 2, env: { PORT: String(cluster) } },
      { name: 'shell', script: fixture('idle.sh') },
      { name: 'victim', script: fixture('idle.js') },
      { name: 'spare', script: fixture('idle.js'), instances: 2 },
      { name: 'fickle', script: chaosFixture('fickle.js'), ...coming },
    ]),
  ]);
  return { steady: steadyOf(await home.list()), loads: [pacedLoad(web), pacedLoad(cluster)] };
}

/** `name pid start-time` of each process of the steady apps. */
export function steadyOf(list: Instance[]): string[] {
  return list
    .filter(({ name }) => STEADY.includes(name))
    .map(({ name, pid }) => `${name} ${pid} ${startTimeOf(pid)}`);
}

/** No request of these has failed. */
export async function expectNoFailure(loads: Load[]): Promise<number> {
  const results = await Promise.all(loads.map((load) => load.stop()));
  for (const { failed, failures, succeeded } of results) {
    expect({ failed, failures }).toEqual({ failed: 0, failures: {} });
    expect(succeeded).toBeGreaterThan(0);
  }
  return results.reduce((sum, { succeeded }) => sum + succeeded, 0);
}

/**
 * Waits until exactly those programs run that the list shows: none is lost and none runs twice. They are counted by the
 * environment that all of them inherited, not by anybody's records. Of the app that comes and goes another process may run
 * by the time the list has come, but never two.
 */
export async function expectNoDoubles(home: TestHome): Promise<void> {
  let seen = '';
  await home
    .waitFor(async () => {
      const list = (await home.list()).filter(({ name }) => name !== 'fickle');
      const listed = list.map(({ pid }) => pid).filter((pid) => pid > 0);
      const all = programsOf(home);
      // Looked at twice: the one before may have ended while the next one was found.
      const fickle = all.filter(isFickle).filter(isFickle);
      const running = all.filter((pid) => !isFickle(pid) && startTimeOf(pid) !== null);
      const shown = running.map((pid) => `${pid} ${textOf(pid, 'cmdline').replaceAll('\0', ' ')}`);
      seen = `listed ${listed.join()}, running ${shown.join()}, fickle ${fickle.join()}`;
      return fickle.length <= 1 && listed.sort().join() === running.sort().join();
    }, 'the list and the running programs to agree')
    .catch((error: Error) => {
      throw new Error(`${error.message}: ${seen}`);
    });
}

const isFickle = (pid: number): boolean => textOf(pid, 'cmdline').includes('fickle.js');

/** Leaders of process groups that inherited this test's environment, without pmx itself. */
function programsOf(home: TestHome): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && leads(pid))
    .filter((pid) => textOf(pid, 'environ').includes(`ANNOUNCE=${home.env.ANNOUNCE}\0`))
    .filter((pid) => !MANAGERS.test(textOf(pid, 'cmdline')) && startTimeOf(pid) !== null);
}

const leads = (pid: number): boolean => processStat(pid)?.pgid === pid;

function textOf(pid: number, file: 'environ' | 'cmdline'): string {
  try {
    return `${readFileSync(`/proc/${pid}/${file}`, 'latin1')}\0`;
  } catch {
    return '';
  }
}

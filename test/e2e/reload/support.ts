/** A clustered web app under load, and what has become of its processes. */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isAlive, type TestHome } from '../support';
import { Load, type LoadOptions, type LoadResult } from '../support/load';

/** Reloads of a test that counts failed requests; the figure is for 10. */
export const RELOADS = Number(process.env.PMX_TEST_RELOADS ?? 3);

export const fixture = (name: string): string => join(__dirname, 'fixtures', name);

const WEB = fixture('web.js');

/** The source of a build of the web app: what it does first, and its version. */
export const build = (version: string, first = ''): string =>
  `process.env.VERSION ??= '${version}';\n${first}\nrequire(${JSON.stringify(WEB)});\n`;

/** Builds that must never replace a good one, and what is said of each. */
export const BAD_BUILDS = {
  'throws at boot': {
    source: `throw new Error('this build is broken');`,
    reason: /exited with code 1[\s\S]*this build is broken/,
    fields: {},
  },
  'never listens': {
    source: build('bad').replace('require', 'setInterval(() => {}, 1_000_000); void'),
    reason: /was not ready within 700 ms/,
    fields: { listen_timeout: 700 },
  },
  'exits 200 ms after its start': {
    source: build('bad', 'setTimeout(() => process.exit(7), 200);'),
    reason: /exited with code 7/,
    fields: {},
  },
} as const;

export interface Web {
  /** The script, in the work folder. */
  script: string;
  /** The config file that it was started by. */
  config: string;
  port: number;
}

/** Starts `web`, two instances in cluster mode unless `fields` say otherwise. */
export async function startWeb(home: TestHome, fields: object = {}, source = build('1')): Promise<Web> {
  const script = home.write('web.js', source);
  const port = await freePort();
  const config = home.config([{ ...app(script, port), ...fields }]);
  await home.ok(['start', config]);
  return { script, config, port };
}

export const app = (script: string, port: number): object => ({
  name: 'web',
  script,
  port,
  instances: 2,
  exec_mode: 'cluster',
});

/** Runs `body` while clients ask, from before it to after it: 20 that keep their connections, unless told otherwise. */
export async function underLoad(
  options: Partial<LoadOptions>,
  body: (load: Load) => Promise<void>,
): Promise<LoadResult> {
  const load = new Load({ clients: 20, keepAlive: true, ...options });
  try {
    await load.answered(load.size);
    await body(load);
    await load.answered(load.size);
    return await load.stop();
  } finally {
    load.abandon();
  }
}

/** Pids of the instances, by index. */
export const pidsOf = async (home: TestHome, name = 'web'): Promise<number[]> =>
  (await home.instances(name)).map(({ pid }) => pid);

/** Pids of all processes of the app that ran its code and still live, whatever any list says. */
export const livingPids = (home: TestHome): number[] =>
  [...new Set(home.announcements().map(({ pid }) => pid))].filter(isAlive).sort((a, b) => a - b);

/** Pid of the only cluster primary. */
export function primaryPid(home: TestHome): number {
  const dir = join(home.home, 'run');
  const record = readdirSync(dir).find((name) => /^primary-.*\.json$/.test(name));
  return (JSON.parse(readFileSync(join(dir, record!), 'utf8')) as { pid: number }).pid;
}

/** A build that listens 600 ms after it was told to; it announces itself before. */
export const slowBuild = (version: string): string => build(version, listening('setTimeout(listen, 600);'));

/**
 * A build that listens as soon as the gate is open, so that a reload can be caught on its way, however long the test takes for
 * that; it announces itself before.
 */
export const gatedBuild = (version: string): string =>
  build(
    version,
    listening(`
      const look = setInterval(() => {
        if (!require('node:fs').existsSync('gate')) return;
        clearInterval(look);
        listen();
      }, 10);`),
  );

export const openGate = (home: TestHome): void => void home.write('gate', '');
export const shutGate = (home: TestHome): void => rmSync(join(home.work, 'gate'));

/** What to do in place of listening; `listen()` does it. */
const listening = (then: string): string => `
  const { Server } = require('node:http');
  const original = Server.prototype.listen;
  Server.prototype.listen = function (...args) {
    require(${JSON.stringify(join(__dirname, '../fixtures/announce.js'))})();
    const listen = () => original.apply(this, args);
    ${then}
  };
`;

/** Waits until the list and the processes agree on `count` instances, all online. */
export async function settled(home: TestHome, count: number, name = 'web'): Promise<number[]> {
  const agreed = async () => {
    const instances = await home.instances(name);
    const pids = instances.map(({ pid }) => pid).sort((a, b) => a - b);
    const online = instances.filter(({ pm2_env }) => pm2_env.status === 'online').length;
    return online === count && String(pids) === String(livingPids(home)) && pids;
  };
  try {
    return await home.waitFor(agreed, `${count} instances of ${name}`);
  } catch (error) {
    const list = (await home.instances(name)).map(({ pid, pm2_env }) => `${pid} ${pm2_env.status}`);
    throw new Error(`${(error as Error).message}; list: ${list}; alive: ${livingPids(home)}`);
  }
}

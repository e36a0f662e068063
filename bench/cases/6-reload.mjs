/** Reloads under load: requests that fail, and the time that a reload takes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../lib/attempt.mjs';
import { program } from '../lib/fleet.mjs';
import { freePort, underLoad } from '../lib/load.mjs';
import { sleep, timeOf } from '../lib/measure.mjs';
import { withSessions } from '../lib/session.mjs';

const CONNECTIONS = 20;
const APPS = {
  'with graceful shutdown': { env: { GRACEFUL: '1' }, limit: 0.5 },
  'without shutdown code': { env: {}, limit: 0.5 },
  'with answers that take 2 s': { env: { DELAY: '2000' }, limit: null },
};
const KINDS = { 'kept alive': true, 'one per request': false };

/** Milliseconds after each reload in which a connection that was dropped late would show. */
const AFTERMATH = 500;

export async function run({ tools, rounds }) {
  const rows = [];
  for (const [app, { env, limit }] of Object.entries(APPS)) {
    for (const [kind, keepAlive] of Object.entries(KINDS)) {
      const what = `${app}, connections ${kind}`;
      rows.push(
        ...(await attempt(what, () => compare(tools, rounds ?? 10, { what, env, keepAlive, limit }))),
      );
    }
  }
  rows.push(...(await attempt('a build that throws', () => compareBroken(tools))));
  return rows;
}

async function compare(tools, reloads, { what, env, keepAlive, limit }) {
  const failed = {};
  const times = {};
  for (const tool of tools) {
    times[tool.name] = [];
    const result = await serve(tool, env, keepAlive, async (session) => {
      for (let n = 0; n < reloads; n += 1) {
        times[tool.name].push(await timeOf(() => session.run('reload', 'web')));
        await sleep(AFTERMATH);
      }
    });
    failed[tool.name] = [result.failed];
    console.error(`  ${tool.name}, ${what}: ${JSON.stringify(result)}`);
  }
  return [
    {
      what: `failed requests in ${reloads} reloads, app ${what}`,
      unit: 'count',
      samples: failed,
      against: 'pm2',
      limit: null,
      most: 0,
    },
    { what: `time of such a reload`, unit: 'ms', samples: times, against: 'pm2', limit },
  ];
}

/** A build that throws at boot: requests that fail from then on, for two seconds. */
async function compareBroken(tools) {
  const failed = {};
  for (const tool of tools) {
    const result = await serve(tool, {}, false, async (session, broken) => {
      writeFileSync(broken, '');
      await session.run('reload', 'web').catch(() => {});
      await sleep(2_000);
    });
    failed[tool.name] = [result.failed];
  }
  const what = 'failed requests when the new build throws at boot, in 2 s';
  return [{ what, unit: 'count', samples: failed, against: 'pm2', limit: null, most: 0 }];
}

/** Each tool alone: two instances, asked while `action` runs. */
const serve = (tool, env, keepAlive, action) =>
  withSessions([tool], async ({ [tool.name]: session }) => {
    const port = await freePort();
    const broken = join(session.home, 'broken');
    const app = { name: 'web', script: program('web.js'), instances: 2, exec_mode: 'cluster' };
    await session.run(
      'start',
      session.config([{ ...app, env: { ...env, PORT: String(port), BROKEN: broken } }]),
    );
    await session.list();
    const result = await underLoad({ port, connections: CONNECTIONS, keepAlive }, () =>
      action(session, broken),
    );
    await session.list();
    return result;
  });

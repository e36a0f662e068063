/** What cluster mode and the agent cost each request. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../lib/fleet.mjs';
import { freePort, microsecondsPerRequest } from '../lib/load.mjs';
import { inTurn, until } from '../lib/measure.mjs';
import { endAll, identify } from '../lib/processes.mjs';
import { withSessions } from '../lib/session.mjs';

const WORKERS = 2;
const CONNECTIONS = 20;
/** Milliseconds of one measurement. */
const DURATION = 2_000;
const PLAIN = 'node:cluster';
/** 0.98 of its requests per second, and 2 % fewer. */
const LIMIT = 1 / 0.98;

export const run = ({ tools, rounds }) =>
  withSessions(tools, (sessions) =>
    withPlainCluster(async (plainPort) => {
      const ports = { [PLAIN]: plainPort };
      for (const [name, session] of Object.entries(sessions)) ports[name] = await serve(session, 'web');
      if (sessions.pmx) ports['agent off'] = await serve(sessions.pmx, 'bare', { agent: false });
      const rows = [];
      for (const keepAlive of [true, false]) rows.push(...(await compare(ports, keepAlive, rounds ?? 15)));
      return rows;
    }),
  );

async function compare(ports, keepAlive, rounds) {
  const actions = {};
  for (const [name, port] of Object.entries(ports)) {
    actions[name] = () => microsecondsPerRequest({ port, connections: CONNECTIONS, keepAlive }, DURATION);
  }
  // The first requests of each are slow, until V8 has compiled what they run.
  await inTurn(1, actions);
  const { 'agent off': off, ...samples } = await inTurn(rounds, actions);
  const kind = keepAlive ? 'connections kept alive' : 'a connection per request';
  const row = { unit: 'µs', limit: LIMIT };
  const rows = [{ ...row, what: `a request to ${WORKERS} workers, ${kind}`, samples, against: PLAIN }];
  if (off) {
    const against = 'agent: false';
    rows.push({
      ...row,
      what: `the same, agent on and off`,
      samples: { pmx: samples.pmx, [against]: off },
      against,
    });
  }
  return rows;
}

async function serve(session, name, fields = {}) {
  const port = await freePort();
  const app = { name, script: program('web.js'), instances: WORKERS, exec_mode: 'cluster' };
  await session.run('start', session.config([{ ...app, ...fields, env: { PORT: String(port) } }]));
  await session.list();
  return port;
}

async function withPlainCluster(action) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-plain-'));
  const announced = join(folder, 'pids');
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), WORKERS: String(WORKERS), ANNOUNCE: announced };
  const child = spawn(process.execPath, [program('plain-cluster.js')], {
    env,
    detached: true,
    stdio: 'inherit',
  });
  const identities = [identify(child.pid)];
  try {
    const text = await until(() => readIfThere(announced), 'the plain cluster');
    identities.push(
      ...text
        .trim()
        .split(' ')
        .map((pid) => identify(Number(pid))),
    );
    return await action(port);
  } finally {
    await endAll(identities.filter(Boolean));
    rmSync(folder, { recursive: true, force: true });
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What cluster mode and the agent cost each request. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../lib/fleet.mjs';
import { costOfRequest, freePort } from '../lib/load.mjs';
import { inTurn, until } from '../lib/measure.mjs';
import { endAll, identify, parentOf } from '../lib/processes.mjs';
import { withSessions } from '../lib/session.mjs';

const WORKERS = 2;
const CONNECTIONS = 20;
/** Milliseconds of one measurement. */
const DURATION = 2_000;
const PLAIN = 'node:cluster';
const OFF = 'agent: false';
/** 0.98 of its requests per second, and 2 % fewer. */
const LIMIT = 1 / 0.98;

const METERS = { wall: 'a request', cpu: 'CPU of a request' };

export const run = ({ tools, rounds }) =>
  withSessions(tools, (sessions) =>
    withPlainCluster(async (plain) => {
      const contenders = { [PLAIN]: plain };
      for (const [name, session] of Object.entries(sessions)) contenders[name] = await serve(session, 'web');
      if (sessions.pmx) contenders[OFF] = await serve(sessions.pmx, 'bare', { agent: false });
      const rows = [];
      for (const keepAlive of [true, false]) {
        rows.push(...rowsOf(await measure(contenders, keepAlive, rounds ?? 15), keepAlive));
      }
      return rows;
    }),
  );

async function measure(contenders, keepAlive, rounds) {
  const actions = {};
  for (const [name, { port, pids }] of Object.entries(contenders)) {
    actions[name] = () => costOfRequest({ port, connections: CONNECTIONS, keepAlive }, pids, DURATION);
  }
  // The first requests of each are slow, until V8 has compiled what they run.
  await inTurn(1, actions);
  return inTurn(rounds, actions);
}

function rowsOf(samples, keepAlive) {
  const kind = keepAlive ? 'connections kept alive' : 'a connection per request';
  return Object.entries(METERS).flatMap(([meter, what]) => {
    const figures = Object.fromEntries(
      Object.entries(samples).map(([name, costs]) => [name, costs.map((cost) => cost[meter])]),
    );
    const { [OFF]: off, ...others } = figures;
    const row = { unit: 'µs', limit: LIMIT };
    const rows = [
      { ...row, what: `${what} to ${WORKERS} workers, ${kind}`, samples: others, against: PLAIN },
    ];
    if (off) {
      rows.push({
        ...row,
        what: 'the same, agent on and off',
        samples: { pmx: figures.pmx, [OFF]: off },
        against: OFF,
      });
    }
    return rows;
  });
}

/** Where it answers, and which processes do it: the workers and what hands them their connections. */
async function serve(session, name, fields = {}) {
  const port = await freePort();
  const app = { name, script: program('web.js'), instances: WORKERS, exec_mode: 'cluster' };
  await session.run('start', session.config([{ ...app, ...fields, env: { PORT: String(port) } }]));
  const workers = (await session.list()).filter((instance) => instance.name === name).map(({ pid }) => pid);
  return { port, pids: [...workers, parentOf(workers[0])] };
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
    return await action({ port, pids: identities.map(({ pid }) => pid) });
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

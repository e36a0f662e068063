/** What it costs an app to be measured: CPU of each request, memory over a million of them, and CPU while it idles. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from '../lib/fleet.mjs';
import { costOfRequest, freePort, isOpen, underLoad } from '../lib/load.mjs';
import { inTurn, sleep, until } from '../lib/measure.mjs';
import { endAll, exactCpuTime, identify, privateMemory } from '../lib/processes.mjs';

const AGENT = join(dirname(fileURLToPath(import.meta.url)), '../../dist/agent.cjs');
const CONNECTIONS = 20;
/** Milliseconds. */
const DURATION = 2_000;
const IDLE = 60_000;
/** Requests of the long run, and how many of them between two looks at the memory. */
const MANY = 1_000_000;
const STEP = 100_000;
const HALF = MANY / STEP / 2;
const OFF = 'no agent';
/** As the daemon asks for it while nobody looks. */
const SPARSE = 'every 30 s';
/** Milliseconds between two samples; null: without the agent. `pmx`: as somebody looks. */
const CONTENDERS = { [OFF]: null, 'not measured': 0, [SPARSE]: 30_000, pmx: 1_000 };
/** 0.98 of its requests per second. */
const LIMIT = 1 / 0.98;

export async function run({ rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-agent-'));
  const apps = {};
  try {
    for (const [name, interval] of Object.entries(CONTENDERS))
      apps[name] = await App.start(folder, name, interval);
    return await compare(apps, rounds ?? 15);
  } finally {
    for (const app of Object.values(apps)) await app.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(apps, rounds) {
  const each = (action) =>
    Object.fromEntries(Object.entries(apps).map(([name, app]) => [name, () => action(app)]));
  const request = ({ port, pid }) =>
    costOfRequest({ port, connections: CONNECTIONS, keepAlive: true }, [pid], DURATION);
  // The first requests of each are slow, until V8 has compiled what they run.
  await inTurn(1, each(request));
  const costs = await inTurn(rounds, each(request));
  const of = (meter) =>
    Object.fromEntries(Object.entries(costs).map(([name, list]) => [name, list.map((cost) => cost[meter])]));
  const idle = await idleCpu(apps);
  const memory = await inTurn(MANY / STEP, each(memoryAfterStep));
  const part = (from, to) =>
    Object.fromEntries(Object.entries(memory).map(([name, list]) => [name, list.slice(from, to)]));
  const row = (what, unit, samples, limit) => ({ what, unit, samples, against: OFF, limit });
  return [
    row('a request, app measured each second', 'µs', of('wall'), LIMIT),
    row('CPU of a request, app measured each second', 'µs', of('cpu'), LIMIT),
    row('private memory, first half of a million requests', 'MB', part(0, HALF), null),
    row('the same, second half', 'MB', part(HALF), null),
    row(`CPU in ${IDLE / 1000} s idle, measured each second`, 'ms', idle, null),
    row(`the same, measured ${SPARSE}`, 'ms', { pmx: idle[SPARSE], [OFF]: idle[OFF] }, null),
  ];
}

/** Megabytes, after some more requests. */
async function memoryAfterStep({ port, pid }) {
  for (let answered = 0; answered < STEP; ) {
    const load = await underLoad({ port, connections: CONNECTIONS, keepAlive: true }, () => sleep(200));
    answered += load.answered;
  }
  return privateMemory(pid) / 1e6;
}

async function idleCpu(apps) {
  const used = () => Object.values(apps).map(({ pid }) => exactCpuTime(pid));
  const before = used();
  await sleep(IDLE);
  const after = used();
  return Object.fromEntries(Object.keys(apps).map((name, i) => [name, [after[i] - before[i]]]));
}

/** A web app, and the daemon that its agent hears. */
class App {
  static async start(folder, name, interval) {
    const app = new App();
    app.port = await freePort();
    const env = { ...process.env, PORT: String(app.port) };
    if (interval !== null)
      env.PMX_AGENT = JSON.stringify({ socket: await app.listen(folder, name, interval), key: '0.1' });
    const args = interval === null ? [] : ['--require', AGENT];
    app.child = spawn(process.execPath, [...args, program('web.js')], {
      env,
      stdio: 'inherit',
      detached: true,
    });
    app.identity = identify(app.child.pid);
    await until(() => isOpen(app.port), name);
    return app;
  }

  get pid() {
    return this.child.pid;
  }

  async listen(folder, name, interval) {
    const path = join(folder, `${name.replaceAll(' ', '-')}.sock`);
    this.server = createServer((socket) => {
      socket.on('error', () => {}).resume();
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'agent.measure', params: { interval } })}\n`);
    }).listen(path);
    await once(this.server, 'listening');
    return path;
  }

  async end() {
    this.server?.close();
    await endAll([this.identity].filter(Boolean));
  }
}

/** What it costs an app to be measured once a second: CPU of each request, memory, and CPU while it idles. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from '../lib/fleet.mjs';
import { costOfRequest, freePort, isOpen } from '../lib/load.mjs';
import { inTurn, sleep, until } from '../lib/measure.mjs';
import { cpuTime, endAll, identify, privateMemory } from '../lib/processes.mjs';

const AGENT = join(dirname(fileURLToPath(import.meta.url)), '../../dist/agent.cjs');
const CONNECTIONS = 20;
/** Milliseconds. */
const DURATION = 2_000;
const IDLE = 10_000;
const OFF = 'no agent';
/** Milliseconds between two samples; null: without the agent. The table shows that of `pmx`. */
const CONTENDERS = { [OFF]: null, 'not measured': 0, 'every 15 s': 15_000, pmx: 1_000 };
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
  const memory = await inTurn(
    1,
    each(({ pid }) => privateMemory(pid) / 1e6),
  );
  const idle = await idleCpu(apps);
  return [
    { what: 'a request, app measured', unit: 'µs', samples: of('wall'), against: OFF, limit: LIMIT },
    { what: 'CPU of a request, app measured', unit: 'µs', samples: of('cpu'), against: OFF, limit: LIMIT },
    { what: 'private memory after the load', unit: 'MB', samples: memory, against: OFF, limit: null },
    { what: `CPU in ${IDLE / 1000} s idle`, unit: 'ms', samples: idle, against: OFF, limit: null },
  ];
}

async function idleCpu(apps) {
  const used = () => Object.values(apps).map(({ pid }) => cpuTime(pid));
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

/** Whatever comes in at a socket: the process behind it lives, answers, and does not grow. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROTOCOL_VERSION } from '@pmx/protocol';
import { homeAt } from '@pmx/system';
import { e2e, fixture, type TestHome } from '../../e2e/support';
import { Attacker, attack } from './hostile';
import { isLong, residentMB } from './memory';

const MESSAGES = isLong ? 10_000 : 1_500;
/** Every so many messages a command has to work. */
const BETWEEN_COMMANDS = MESSAGES / 5;
const CONNECTIONS = 8;
/** MB that a process may have grown between the second fifth of the messages and the end. */
const GROWTH = 40;
const TIMEOUT = isLong ? 900_000 : 480_000;

const API = (
  'ping list describe start restart reload scale reset signal send message flush reloadLogs subscribe history why metrics ' +
  'monitor profile heapSnapshot gc trigger resurrect'
).split(' ');
const HOST =
  'host.spawn host.signal host.stdin host.forget host.reopenLogs host.flushLogs host.message host.hello daemon.leaving'.split(
    ' ',
  );
const AGENT = (
  'agent.hello agent.booted agent.heartbeat agent.listening agent.draining agent.drained agent.message agent.sample ' +
  'agent.actions agent.answer'
).split(' ');

const frame = (method: string, params: unknown, id?: number): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;

/** The impostor on a host's socket: it takes the daemon's place until the daemon comes back. */
const hello = (): string => frame('host.hello', { protocol: PROTOCOL_VERSION, version: '0', pid: 1 }, 1);

async function bombard(socket: string, attacker: Attacker, count: number): Promise<void> {
  let left = count;
  const connection = async (): Promise<void> => {
    while (left-- > 0) await attack(socket, attacker.next());
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
}

/** An impostor of the daemon has its place at a host until the daemon has come back to it. */
async function isWhole(home: TestHome): Promise<boolean> {
  const { code, stdout } = await home.pmx(['ping', '--json']);
  return code === 0 && (JSON.parse(stdout) as { hosts: unknown[] }).hosts.length === 2;
}

/** Bombards in fifths, with a command that has to work after each. */
async function withstands(home: TestHome, socket: string, attacker: Attacker): Promise<void> {
  const pids = [home.daemonPid(), home.keeperPid()];
  const apps = (await home.list()).map(({ pid }) => pid);
  let baseline: number[] = [];
  for (let fifth = 1; fifth <= 5; fifth += 1) {
    await bombard(socket, attacker, BETWEEN_COMMANDS);
    await home.waitFor(() => isWhole(home), 'a command that works, and the hosts to be there');
    if (fifth === 2) baseline = pids.map(residentMB);
  }
  expect([home.daemonPid(), home.keeperPid()]).toEqual(pids);
  expect((await home.list()).map(({ pid }) => pid)).toEqual(apps);
  const growth = pids.map((pid, index) => residentMB(pid) - baseline[index]!);
  process.stdout.write(`grown by [daemon, keeper] MB: ${growth.map((mb) => mb.toFixed(1)).join(', ')}\n`);
  for (const mb of growth) expect(mb).toBeLessThan(GROWTH);
}

async function withApps(home: TestHome): Promise<ReturnType<typeof homeAt>> {
  await home.ok(['start', fixture('idle.js'), '--name', 'one']);
  await home.ok(['start', fixture('http.js'), '--name', 'web', '-i', '2'], { env: { PORT: '0' } });
  return homeAt(home.home);
}

/** A method that is not hostile still does its work, and nothing has become part of every object. */
async function isUnpolluted(home: TestHome): Promise<void> {
  const [details] = (await home.json<{ apps: object[] }>(['describe', 'one', '--json'])).apps;
  expect(JSON.stringify(details)).not.toContain('polluted');
  await home.ok(['restart', 'one']);
}

e2e(
  'daemon.sock',
  async (home) => {
    const { daemonSocket } = await withApps(home);
    await withstands(home, daemonSocket, new Attacker(1, API));
    await isUnpolluted(home);
  },
  { timeout: TIMEOUT },
);

e2e(
  'agent.sock',
  async (home) => {
    const { agentSocket } = await withApps(home);
    await withstands(home, agentSocket, new Attacker(2, AGENT));
    await isUnpolluted(home);
  },
  { timeout: TIMEOUT },
);

e2e(
  'keeper.sock, also as an impostor of the daemon',
  async (home) => {
    const { keeperSocket } = await withApps(home);
    await withstands(home, keeperSocket, new Attacker(3, HOST, hello));
    await isUnpolluted(home);
  },
  { timeout: TIMEOUT },
);

e2e(
  "a primary's socket, also as an impostor of the daemon",
  async (home) => {
    const { socketDir } = await withApps(home);
    const socket = readdirSync(socketDir).find((name) => /^c-.*\.sock$/.test(name));
    await withstands(home, join(socketDir, socket!), new Attacker(4, HOST, hello));
    await isUnpolluted(home);
  },
  { timeout: TIMEOUT },
);

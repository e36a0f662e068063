/** Thousands of connections that say nothing: so many are kept, and who has something to say gets in. */

import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { homeAt } from '@pmx/system';
import { e2e, fixture, type TestHome } from '../../e2e/support';
import { residentMB } from '../strangers/memory';
import { tell } from '../support/dice';
import { extent, isLong } from '../support/extent';

const CONNECTIONS = extent(1_000, 5_000);
/** Open files of a process beyond those that it had; it keeps 256 silent connections. */
const KEPT = 300;
/** MB. */
const GROWTH = 30;
/** Connections that are opened at a time: fewer than a listen queue holds. */
const BATCH = 100;

async function crowd(path: string): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < CONNECTIONS) {
    const batch = Array.from({ length: BATCH }, () => connect(path).on('error', () => {}));
    await Promise.all(batch.map(answered));
    sockets.push(...batch);
  }
  return sockets;
}

/** It is connected; or the listen queue is full, and it is not. */
const answered = (socket: Socket): Promise<unknown> => once(socket, 'connect').catch(() => {});

const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

async function withstands(home: TestHome, path: string, pid: number): Promise<void> {
  const before = { files: openFiles(pid), mb: residentMB(pid) };
  const sockets = await crowd(path);
  try {
    await home.waitFor(() => openFiles(pid) - before.files <= KEPT, 'most of them to be closed');
    await home.ok(['ls']);
    await home.ok(['restart', 'one']);
    const growth = residentMB(pid) - before.mb;
    tell(
      `${path.split('/').at(-1)}: ${openFiles(pid) - before.files} more files, ${growth.toFixed(1)} MB more`,
    );
    expect(growth).toBeLessThan(GROWTH);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  await home.waitFor(() => openFiles(pid) - before.files < 20, 'the rest to be closed');
}

e2e(
  'silent connections on each socket',
  async (home) => {
    await home.ok(['start', fixture('idle.js'), '--name', 'one']);
    await home.ok(['start', fixture('http.js'), '--name', 'web', '-i', '2'], { env: { PORT: '0' } });
    const { daemonSocket, agentSocket, keeperSocket, socketDir } = homeAt(home.home);
    const pids = [home.daemonPid(), home.keeperPid()];
    await withstands(home, daemonSocket, home.daemonPid());
    await withstands(home, agentSocket, home.daemonPid());
    await withstands(home, keeperSocket, home.keeperPid());
    const primary = join(socketDir, readdirSync(socketDir).find((name) => /^c-.*\.sock$/.test(name))!);
    const { hosts } = await home.json<{ hosts: { name: string; pid: number }[] }>(['ping', '--json']);
    await withstands(home, primary, hosts.find(({ name }) => name === 'web')!.pid);
    await home.ok(['reload', 'web']);
    expect([home.daemonPid(), home.keeperPid()]).toEqual(pids);
  },
  { timeout: isLong ? 240_000 : 120_000 },
);

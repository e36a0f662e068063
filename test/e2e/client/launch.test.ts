/** Launching, with a stand-in for the daemon: a few lines of Node that listen, refuse, or fail. */

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Home, homeAt, processStat } from '@pmx/system';
import { connectTo } from '../../../packages/client/src';
import { until } from '../support';

let home: Home;

beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'pmx-launch-')));
});

afterEach(() => {
  endStandIns();
  rmSync(home.dir, { recursive: true, force: true });
});

/** A stand-in writes down its pid before it does anything else; a second one may have been launched. */
function endStandIns(): void {
  for (const pid of pidsWritten()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

function pidsWritten(): number[] {
  const file = join(home.dir, 'pids');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map(Number).filter((pid) => pid > 1);
}

function standIn(body: string): { file: string; env: Record<string, string> } {
  const file = join(home.dir, 'daemon.cjs');
  const pid = `require('node:fs').appendFileSync(process.env.PMX_HOME + '/pids', process.pid + '\\n');`;
  writeFileSync(file, `${pid}\n${body}`);
  return { file, env: { FROM_CALLER: 'yes' } };
}

const LISTEN = `require('node:net').createServer((socket) => socket.on('data', () => {
  const result = { env: process.env.FROM_CALLER, cwd: process.cwd(), home: process.env.PMX_HOME };
  socket.write(JSON.stringify({ jsonrpc: '2.0', id: 1, result }) + '\\n');
})).listen(process.env.PMX_HOME + '/daemon.sock');`;

/** One connection may wait to be taken. */
const LISTEN_SHORT = `.listen({ path: process.env.PMX_HOME + '/daemon.sock', backlog: 1 })`;

test('launches the daemon in its home, with the environment of the caller, and connects', async () => {
  const client = await connectTo(home, { daemon: standIn(LISTEN) });
  expect(await client.call('ping', {})).toEqual({ env: 'yes', cwd: '/', home: home.dir });
  client.close();
});

test('without a program to launch, no daemon is an error', async () => {
  await expect(connectTo(home)).rejects.toMatchObject({ code: 'PMX_ERR_NOT_RUNNING' });
});

test('one that fails is reported at once, with what it wrote', async () => {
  const daemon = standIn(`console.error('disk on fire'); process.exit(1);`);
  await expect(connectTo(home, { daemon })).rejects.toMatchObject({
    code: 'PMX_ERR_DAEMON_START',
    message: expect.stringContaining('disk on fire'),
    advice: expect.stringContaining('daemon.log'),
  });
});

test('an old log is not taken for that of this launch', async () => {
  writeFileSync(home.daemonLog, 'yesterday\n');
  const daemon = standIn('process.exit(1);');
  const error = await connectTo(home, { daemon }).catch((thrown: Error) => thrown);
  expect((error as Error).message).not.toContain('yesterday');
});

test('one that leaves the field to another daemon is fine: the other is awaited', async () => {
  // The first process ends with code 0 as if another held the lock; its child is the other, and listens a little later.
  const daemon = standIn(`
    if (process.env.OTHER) { ${LISTEN} } else {
      require('node:child_process').spawn(process.execPath, [__filename], {
        env: { ...process.env, OTHER: '1' }, detached: true, stdio: 'ignore',
      }).unref();
    }`);
  const client = await connectTo(home, { daemon });
  expect(client.isClosed).toBe(false);
  client.close();
});

test('a home that others may write to is refused before anything is launched', async () => {
  chmodSync(home.dir, 0o777);
  const daemon = standIn(LISTEN);
  await expect(connectTo(home, { daemon })).rejects.toMatchObject({ code: 'PMX_ERR_HOME_UNSAFE' });
});

test('a missing program is said to be missing', async () => {
  const daemon = { file: join(home.dir, 'nope.cjs'), env: {} };
  await expect(connectTo(home, { daemon })).rejects.toMatchObject({
    message: expect.stringContaining('nope.cjs'),
  });
});

/** Elsewhere a full queue looks as if nobody listened. */
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'a daemon that takes no connection, and as many waiting as the system lets wait: an error with advice, not a bare code',
  async () => {
    const sockets: Socket[] = [];
    const client = await connectTo(home, {
      daemon: standIn(LISTEN.replace(".listen(process.env.PMX_HOME + '/daemon.sock')", LISTEN_SHORT)),
    });
    const [pid] = pidsWritten() as [number];
    process.kill(pid, 'SIGSTOP');
    await until(() => processStat(pid)?.state.startsWith('T'), 'its standstill');
    try {
      // Those that fit into the queue are connected, as far as they know.
      for (let n = 0; n < 3; n += 1) {
        const socket = connect(home.daemonSocket).on('error', () => {});
        sockets.push(socket);
      }
      await expect(connectTo(home)).rejects.toMatchObject({
        code: 'PMX_ERR_TIMEOUT',
        message: expect.stringContaining('takes no connection'),
        advice: expect.stringContaining('apps are not affected'),
      });
      process.kill(pid, 'SIGCONT');
      (await connectTo(home)).close();
    } finally {
      for (const socket of sockets) socket.destroy();
      client.close();
    }
  },
);

import { once } from 'node:events';
import { existsSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnixSockets } from '../../../../packages/host/src/primary/unix-sockets';

let dir: string;
const servers: Server[] = [];
const at = (name: string): string => join(dir, name);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-sockets-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(dir, { recursive: true, force: true });
});

async function listen(path: string): Promise<Server> {
  const server = createServer().listen(path);
  servers.push(server);
  await once(server, 'listening');
  return server;
}

/** The file of a socket whose process was killed. */
async function leave(path: string): Promise<void> {
  const server = await listen(at('first'));
  linkSync(at('first'), path);
  server.close();
  await once(server, 'close');
}

test('removes the sockets of an earlier primary that nobody answers at, and nothing else', async () => {
  await leave(at('dead'));
  await leave(at('unknown'));
  await listen(at('live'));
  writeFileSync(at('file'), '');
  const before = new UnixSockets(at('list'));
  for (const name of ['dead', 'live', 'file']) before.note(at(name));
  await new UnixSockets(at('list')).removeStale();
  expect(['dead', 'unknown', 'live', 'file'].map((name) => existsSync(at(name)))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

test('a broken list is an empty one', async () => {
  writeFileSync(at('list'), '{');
  await new UnixSockets(at('list')).removeStale();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame, notification, PROTOCOL_VERSION, success } from '@pmx/protocol';
import { HostLink } from '../../../../packages/daemon/src/links/host-link';

const HELLO = {
  protocol: PROTOCOL_VERSION,
  oldest: PROTOCOL_VERSION,
  version: '1.0.0',
  pid: 5,
  processes: [],
  droppedBytes: 0,
};

let dir: string;
let server: Server;
let connected: Promise<Socket>;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-host-link-'));
  connected = new Promise((resolve) => {
    server = createServer(resolve);
  });
  await new Promise<void>((resolve) => server.listen(join(dir, 'host.sock'), resolve));
});

afterEach(async () => {
  (await connected).destroy();
  server.close();
  rmSync(dir, { recursive: true });
});

function linkThat(onNotification: (name: string) => void): HostLink {
  return new HostLink({
    name: 'The host',
    socketPath: join(dir, 'host.sock'),
    version: '1.0.0',
    program: { node: 'node', file: 'daemon.cjs' },
    launch: () => {},
    isWanted: () => false,
    log: { info: () => {}, error: () => {} },
    onNotification,
    onReconnected: () => {},
  });
}

const read = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('data', () => resolve()));

test('what is told together with the answer to the hello is heard after the answer has been dealt with', async () => {
  const heard: string[] = [];
  let tell = (): void => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const link = linkThat((name) => {
    heard.push(name);
    if (name === 'host.gone') tell();
  });
  const dealt = link.open().then(() => heard.push('hello'));
  const socket = await connected;
  await read(socket);
  const news = ['host.exited', 'host.gone'].map((name) => encodeFrame(notification(name, { key: '0.1' })));
  socket.write([encodeFrame(success(1, HELLO)), ...news].join(''));
  await Promise.all([dealt, told]);
  expect(heard).toEqual(['hello', 'host.exited', 'host.gone']);
});

test('nothing is asked of a host that has not answered the hello yet', async () => {
  const link = linkThat(() => {});
  const open = link.open();
  const socket = await connected;
  await read(socket);
  await expect(link.call('host.forget', { key: '0.1' })).rejects.toMatchObject({ code: 'PMX_ERR_HOST_GONE' });
  socket.write(encodeFrame(success(1, HELLO)));
  await open;
  const answer = link.call('host.forget', { key: '0.1' });
  await read(socket);
  socket.write(encodeFrame(success(2, null)));
  expect(await answer).toBeNull();
});

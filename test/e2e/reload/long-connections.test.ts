/** Connections that have no end by themselves: they get the drain timeout, and are then cut and told of. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { e2e } from '../support';
import { build, pidsOf, settled, startWeb, underLoad } from './support';

const UPGRADE = [
  'GET / HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  '',
  '',
].join('\r\n');

/** Answers an upgrade, and echoes from then on. */
const ECHOING = `
const { createServer } = require('node:http');
const http = require('node:http');
http.createServer = (...args) => createServer(...args).on('upgrade', (_request, socket) => {
  socket.on('error', () => {});
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n');
  socket.on('data', (data) => socket.write(data)).on('end', () => socket.end());
});
`;

async function upgraded(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(UPGRADE);
  await once(socket, 'data');
  return socket;
}

async function echoes(socket: Socket): Promise<boolean> {
  socket.write('hello');
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString() === 'hello';
}

e2e('what is open longer than drain_timeout is cut, and the command says how many', async (home) => {
  const { port } = await startWeb(home, { drain_timeout: 3_000 }, build('1', ECHOING));
  const sockets = await Promise.all([upgraded(port), upgraded(port), upgraded(port)]);
  const closed = sockets.map((socket) => once(socket, 'close'));
  const result = await underLoad({ port }, async () => {
    const reload = home.pmx(['reload', 'web']);
    await home.waitFor(() => home.announcements().length === 4, 'two successors');
    expect(await Promise.all(sockets.map(echoes))).toEqual([true, true, true]);
    const { code, stdout, stderr } = await reload;
    expect([code, stdout + stderr]).toEqual([0, expect.stringContaining('3 connections')]);
    await Promise.all(closed);
  });
  expect(result.failed).toBe(0);
  await settled(home, 2);
});

e2e('one that ends within drain_timeout is not cut, and the reload waits for it', async (home) => {
  const { port } = await startWeb(home, { instances: 1 }, build('1', ECHOING));
  const [old] = await pidsOf(home);
  const socket = await upgraded(port);
  const reload = home.pmx(['reload', 'web']);
  await home.waitFor(async () => (await pidsOf(home))[0] !== old, 'the successor to take over');
  expect(await echoes(socket)).toBe(true);
  socket.end();
  const { code, stdout, stderr } = await reload;
  expect([code, stdout + stderr]).toEqual([0, expect.not.stringContaining(' cut')]);
  await settled(home, 1);
});

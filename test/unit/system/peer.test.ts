/** Bounded on both sides: what a slow reader costs, and what one that asks too much gets. */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallOptions, Guests, Peer, type PeerHandlers, type PeerOptions } from '@pmx/system';

let dir: string;
let server: Server;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-peer-'));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

async function pair(handlers: PeerHandlers, options?: PeerOptions): Promise<{ peer: Peer; socket: Socket }> {
  const path = join(dir, 's.sock');
  server = createServer().listen(path);
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect(path);
  const [theirs] = await accepted;
  return { peer: new Peer(theirs, handlers, options), socket };
}

const ask = (id: number): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method: 'ask', params: null })}\n`;

function messagesOf(socket: Socket): {
  messages: Record<string, unknown>[];
  until(count: number): Promise<void>;
} {
  const messages: Record<string, unknown>[] = [];
  let rest = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) messages.push(JSON.parse(line));
    socket.emit('told');
  });
  const until = async (count: number): Promise<void> => {
    while (messages.length < count) await once(socket, 'told');
  };
  return { messages, until };
}

test('requests that are answered at once, more than the stack holds', async () => {
  const { socket } = await pair({ onRequest: () => 'x' });
  const { until } = messagesOf(socket);
  socket.write(Array.from({ length: 20_000 }, (_, id) => ask(id)).join(''));
  await until(20_000);
  socket.destroy();
});

test('requests of a method that nobody answers, many in one write', async () => {
  const { socket } = await pair({});
  const { messages, until } = messagesOf(socket);
  socket.write(Array.from({ length: 5_000 }, (_, id) => ask(id)).join(''));
  await until(5_000);
  expect(messages[0]).toHaveProperty('error');
  socket.destroy();
});

test('no more requests at a time than allowed; the others wait and are answered in order', async () => {
  const running: (() => void)[] = [];
  let most = 0;
  const onRequest = (): Promise<void> =>
    new Promise((resolve) => {
      running.push(resolve);
      most = Math.max(most, running.length);
      setImmediate(() => running.shift()?.());
    });
  const { socket } = await pair({ onRequest }, { maxInFlight: 4 });
  const { messages, until } = messagesOf(socket);
  socket.write(Array.from({ length: 50 }, (_, id) => ask(id)).join(''));
  await until(50);
  expect(most).toBe(4);
  expect(messages.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, id) => id));
  socket.destroy();
});

test('who asks and does not read the answers is not read any more', async () => {
  let served = 0;
  const answer = 'x'.repeat(100_000);
  const onRequest = (): string => {
    served += 1;
    return answer;
  };
  const { peer, socket } = await pair({ onRequest }, { maxQueuedBytes: 1_000_000, maxInFlight: 8 });
  socket.write(Array.from({ length: 1_000 }, (_, id) => ask(id)).join(''));
  await once(peer.socket, 'pause');
  expect(served).toBeLessThan(100);
  expect(peer.socket.writableLength).toBeLessThan(3_000_000);
  const { until } = messagesOf(socket);
  await until(1_000);
  expect(served).toBe(1_000);
  socket.destroy();
});

test('a slow reader is told how many notifications it missed', async () => {
  const { peer, socket } = await pair({}, { maxQueuedBytes: 100_000 });
  let sent = 0;
  for (let n = 0; n < 1_000; n += 1) if (peer.notify('event', 'x'.repeat(1_000))) sent += 1;
  expect(peer.dropped).toBe(1_000 - sent);
  const { messages, until } = messagesOf(socket);
  await until(sent + 1);
  expect(messages.at(-1)).toMatchObject({ method: 'dropped', params: { notifications: 1_000 - sent } });
  peer.notify('event', 'y');
  await until(sent + 2);
  expect(messages.at(-1)).toMatchObject({ method: 'event' });
  socket.destroy();
});

test('for one silent connection too many, the one that was silent longest goes', async () => {
  const { peer, socket } = await pair({});
  const guests = new Guests(2);
  const made: string[] = [];
  const stand = (name: string): Peer => ({ destroy: () => made.push(name) }) as unknown as Peer;
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(stand) as [Peer, Peer, Peer, Peer];
  guests.admit(a);
  guests.admit(b);
  guests.admit(a);
  guests.admit(c);
  guests.release(a);
  guests.admit(d);
  expect(made).toEqual(['b']);
  expect(guests.size).toBe(2);
  peer.destroy();
  socket.destroy();
});

describe('a process that is held up for longer than its deadline', () => {
  function block(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  }

  /** What the other end says is written, and then nothing runs here for longer than the deadline. */
  async function callHeldUp(
    said: object,
    options: Omit<CallOptions, 'deadline'>,
  ): Promise<[Peer, Promise<unknown>]> {
    const { peer, socket } = await pair({});
    socket.once('data', () => {
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...said })}\n`);
      block(100);
    });
    socket.once('close', () => socket.destroy());
    return [peer, peer.call('ask', null, { deadline: 50, ...options })];
  }

  test('finds the answer that came meanwhile', async () => {
    const [peer, call] = await callHeldUp({ id: 1, result: 'there' }, {});
    expect(await call).toBe('there');
    peer.destroy();
  });

  test('finds the sign of life that came meanwhile, and waits on, but not for ever', async () => {
    const onProgress = jest.fn();
    const progress = { method: 'progress', params: { request: 1, done: 0, total: 1, message: '' } };
    const began = performance.now();
    const [peer, call] = await callHeldUp(progress, { idle: true, onProgress });
    await expect(call).rejects.toMatchObject({ code: 'PMX_ERR_TIMEOUT' });
    expect(onProgress).toHaveBeenCalledTimes(1);
    // 100 ms held up, and the deadline once more.
    expect(performance.now() - began).toBeGreaterThan(145);
    peer.destroy();
  });
});

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { encodeFrame, notification, success } from '@pmx/protocol';
import { Client } from '../../../packages/client/src';

/** The daemon's end of a connection that lives in memory. */
class FakeSocket extends Duplex {
  readonly sent: string[] = [];

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.sent.push(String(chunk));
    done();
  }

  say(message: unknown): Promise<void> {
    this.push(encodeFrame(message));
    return new Promise((resolve) => setImmediate(resolve));
  }
}

let socket: FakeSocket;
let client: Client;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  socket = new FakeSocket();
  client = new Client(socket as unknown as Socket);
});

afterEach(() => {
  client.close();
  jest.useRealTimers();
});

const progress = (request: number) =>
  notification('progress', { request, done: 1, total: 2, message: 'api online' });

test('a quick call fails when the daemon says nothing, with advice', async () => {
  const call = client.call('list', {});
  jest.advanceTimersByTime(4_000);
  await expect(call).rejects.toMatchObject({
    code: 'PMX_ERR_TIMEOUT',
    message: expect.stringContaining('list'),
    advice: expect.stringContaining('daemon.log'),
  });
});

test('signs of life keep a long call alive, however long it takes', async () => {
  const heard: string[] = [];
  const call = client.call('stop', { targets: [] }, ({ message }) => heard.push(message));
  for (let second = 0; second < 10; second++) {
    jest.advanceTimersByTime(3_000);
    await socket.say(progress(1));
  }
  await socket.say(success(1, { changed: [] }));
  await expect(call).resolves.toEqual({ changed: [] });
  expect(heard).toHaveLength(10);
});

test('a long call fails after 4 seconds of silence', async () => {
  const call = client.call('stop', { targets: [] });
  jest.advanceTimersByTime(3_000);
  await socket.say(progress(1));
  jest.advanceTimersByTime(4_000);
  await expect(call).rejects.toMatchObject({ code: 'PMX_ERR_TIMEOUT' });
});

test('signs of life of another call, or without shape, do not count', async () => {
  const call = client.call('stop', { targets: [] });
  jest.advanceTimersByTime(3_000);
  await socket.say(progress(2));
  await socket.say(notification('progress', null));
  jest.advanceTimersByTime(1_000);
  await expect(call).rejects.toMatchObject({ code: 'PMX_ERR_TIMEOUT' });
});

test('a quick call is not drawn out by signs of life', async () => {
  const call = client.call('ping', {});
  jest.advanceTimersByTime(3_000);
  await socket.say(progress(1));
  jest.advanceTimersByTime(1_000);
  await expect(call).rejects.toMatchObject({ code: 'PMX_ERR_TIMEOUT' });
});

test('a connection that ends fails the calls in flight', async () => {
  const call = client.call('list', {});
  socket.destroy();
  await expect(call).rejects.toMatchObject({ code: 'PMX_ERR_DAEMON_GONE' });
  expect(client.isClosed).toBe(true);
});

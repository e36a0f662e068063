/** examples/websocket: whoever is connected is asked to come again, and reaches the new process. */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { e2e, freePort, type TestHome } from '../support';
import { example, statuses } from './support';

/** Milliseconds; only a guard against hanging. */
const DEADLINE = 15_000;

/** A client of the chat that keeps what it hears. */
class Guest {
  readonly heard: string[] = [];
  readonly closed: Promise<unknown[]>;
  private readonly socket: WebSocket;

  constructor(port: number) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}`);
    this.socket.on('message', (data) => this.heard.push(data.toString()));
    this.closed = once(this.socket, 'close', { signal: AbortSignal.timeout(DEADLINE) });
  }

  say(text: string): void {
    this.socket.send(text);
  }

  end(): void {
    this.socket.terminate();
  }
}

async function arrive(home: TestHome, port: number): Promise<Guest> {
  const guest = new Guest(port);
  await home.waitFor(() => guest.heard.length > 0, 'the welcome');
  return guest;
}

e2e('start, chat, reload, stop', async (home) => {
  const port = await freePort();
  await home.ok(['start', example('websocket/app.js'), '-n', 'chat', '-i', '1'], {
    env: { PORT: String(port) },
  });
  const welcome = async () => `Welcome to process ${(await home.app('chat')).pid}`;
  const guests = [await arrive(home, port), await arrive(home, port)];
  guests[0]!.say('hello');
  await home.waitFor(() => guests.every(({ heard }) => heard.includes('hello')), 'the broadcast');
  expect(guests[1]!.heard).toEqual([await welcome(), 'hello']);

  const reload = home.pmx(['reload', 'chat']);
  for (const { closed } of guests) expect(await closed).toEqual([1012, Buffer.from('Please connect again.')]);
  // The old process listens no more: only the successor can welcome anyone.
  const again = await arrive(home, port);
  const { code, stdout, stderr } = await reload;
  expect([code, stdout + stderr]).toEqual([0, expect.not.stringContaining(' cut')]);
  expect(again.heard).toEqual([await welcome()]);

  await home.ok(['stop', 'chat']);
  expect((await again.closed)[0]).toBe(1012);
  expect(await statuses(home)).toEqual(['chat stopped']);
  for (const guest of [...guests, again]) guest.end();
});

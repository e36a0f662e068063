/** What a call does when its daemon ends before it has answered. */

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { encodeFrame, success } from '@pmx/protocol';
import { Client } from '../../../packages/client/src';

/** A daemon's end of a connection that lives in memory: it answers each request, or ends with it. */
class FakeSocket extends Duplex {
  constructor(private readonly answers: boolean) {
    super();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    done();
    if (!this.answers) this.destroy();
    else for (const id of String(chunk).matchAll(/"id":(\d+)/g)) this.push(reply(Number(id[1])));
  }
}

const reply = (id: number): string => encodeFrame(success(id, { apps: [] }));

function bench(...next: boolean[]): { client: Client; opened: () => number } {
  let opened = 0;
  const open = async (): Promise<Socket | null> => {
    const answers = next[opened++];
    return answers === undefined ? null : (new FakeSocket(answers) as unknown as Socket);
  };
  const client = new Client(new FakeSocket(false) as unknown as Socket, {}, open);
  return { client, opened: () => opened };
}

test('a question is asked of the next daemon, and of the one after it', async () => {
  const { client, opened } = bench(false, true);
  await expect(client.call('list', {})).resolves.toEqual({ apps: [] });
  expect(opened()).toBe(2);
  await expect(client.call('list', {})).resolves.toEqual({ apps: [] });
  expect([opened(), client.isClosed]).toEqual([2, false]);
});

test('several that wait share one connection', async () => {
  const { client, opened } = bench(true);
  const calls = [client.call('list', {}), client.call('describe', { targets: [] })];
  await expect(Promise.all(calls)).resolves.toHaveLength(2);
  expect(opened()).toBe(1);
});

test('what changes something is not asked twice', async () => {
  const { client, opened } = bench(true);
  await expect(client.call('stop', { targets: [] })).rejects.toMatchObject({ code: 'PMX_ERR_DAEMON_GONE' });
  expect(opened()).toBe(0);
});

test('nor is anything after close', async () => {
  const { client, opened } = bench(true);
  const call = client.call('list', {});
  client.close();
  await expect(call).rejects.toMatchObject({ code: 'PMX_ERR_DAEMON_GONE' });
  expect(opened()).toBe(0);
});

test('three times, and no more', async () => {
  const { client, opened } = bench(false, false, false, true);
  await expect(client.call('list', {})).rejects.toMatchObject({ code: 'PMX_ERR_DAEMON_GONE' });
  expect(opened()).toBe(3);
});

test('when no other daemon comes, the caller is told of the end of the first', async () => {
  const { client } = bench();
  await expect(client.call('list', {})).rejects.toMatchObject({
    code: 'PMX_ERR_DAEMON_GONE',
    advice: expect.stringContaining('Run the command again'),
  });
});

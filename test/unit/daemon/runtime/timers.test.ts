import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Timers } from '../../../../packages/daemon/src/runtime/timers';
import { registryOf } from '../support';

const slot = registryOf({ name: 'web', script: 'web.js' }).slots()[0]!;

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('what came while the daemon was held up is heard before a timer that is due', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pmx-timers-'));
  const server = createServer().listen(join(dir, 's.sock'));
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect(join(dir, 's.sock'));
  const [theirs] = await accepted;
  const heard: string[] = [];
  const timers = new Timers();
  theirs.on('data', () => {
    heard.push('news');
    timers.cancel(slot, 'ready');
  });
  timers.schedule(slot, 'ready', 20, () => heard.push('ready'));
  timers.schedule(slot, 'kill', 20, () => heard.push('kill'));
  socket.write('ready');
  block(50);
  await new Promise<void>((resolve) => timers.schedule(slot, 'drain', 20, resolve));
  theirs.destroy();
  socket.destroy();
  server.close();
  rmSync(dir, { recursive: true });
  expect(heard).toEqual(['news', 'kill']);
});

test('one of each name runs, and says how long it has left', async () => {
  const timers = new Timers();
  const fired: string[] = [];
  timers.schedule(slot, 'ready', 60_000, () => fired.push('first'));
  expect(timers.remaining(slot, 'ready')).toBeGreaterThan(0);
  expect(timers.remaining(slot, 'kill')).toBeNull();
  await new Promise<void>((resolve) => timers.schedule(slot, 'ready', 1, resolve));
  expect(timers.remaining(slot, 'ready')).toBeNull();
  expect(fired).toEqual([]);
});

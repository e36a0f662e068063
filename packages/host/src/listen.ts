/** The keeper's socket. */

import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { PmxError } from '@pmx/protocol';

/**
 * Listens at `path`, mode 0600; to be called with the lock held.
 * @throws {PmxError} PMX_ERR_LOCKED when somebody answers there (invariant 4: a live socket is never unlinked)
 */
export async function listenAt(path: string, onConnection: (socket: Socket) => void): Promise<Server> {
  if (await answers(path)) {
    throw new PmxError(
      'PMX_ERR_LOCKED',
      `Another process listens at ${path}.`,
      'End it, or use another home.',
    );
  }
  rmSync(path, { force: true });
  const server = createServer(onConnection);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve(server);
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

import { connect as connectSocket, type Socket } from 'node:net';
import { PmxError } from '@pmx/protocol';

/** Codes that mean: nobody listens there. */
const NOBODY: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED']);

/** Milliseconds that a daemon has to take one of the connections that wait. With the start of the command it stays under 5 s. */
const FULL_DEADLINE = 3_000;
const RETRY = 50;

/**
 * Opens a connection to a socket.
 * @returns null when nobody listens there
 * @throws {PmxError} PMX_ERR_TIMEOUT when as many connections wait already as the system lets wait
 * @throws what the system says, such as EACCES
 */
export async function openSocket(path: string): Promise<Socket | null> {
  const deadline = performance.now() + FULL_DEADLINE;
  for (;;) {
    try {
      return await attempt(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      if (performance.now() > deadline) throw queueFull();
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
}

function attempt(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(path);
    const fail = (error: NodeJS.ErrnoException): void => {
      if (NOBODY.has(error.code)) resolve(null);
      else reject(error);
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.removeListener('error', fail);
      resolve(socket);
    });
  });
}

const queueFull = (): PmxError =>
  new PmxError(
    'PMX_ERR_TIMEOUT',
    'The daemon takes no connection: too many commands wait for it already.',
    'It may be stopped or overloaded; apps are not affected. Ending it is safe: it comes back and apps go on.',
  );

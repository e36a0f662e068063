import { connect as connectSocket, type Socket } from 'node:net';

/** Codes that mean: nobody listens there. */
const NOBODY: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED']);

/**
 * Opens a connection to a socket.
 * @returns null when nobody listens there
 * @throws what the system says, such as EACCES
 */
export function openSocket(path: string): Promise<Socket | null> {
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

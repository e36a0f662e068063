import type { Server } from 'node:net';

interface ServerHandle {
  close(): void;
  getsockname?(out: object): number;
}

/**
 * Lets a server take no further connection, without its noticing: `listening`, `address()`, and a later `close()` by
 * the app itself behave as ever. Connections that are on their way from the primary are refused, and go to another
 * worker. Unlike `server.close()`, it leaves idle keep-alive connections open: closing them would race with requests.
 */
export function stopAccepting(server: Server): void {
  const handle = (server as Server & { _handle?: ServerHandle | null })._handle;
  if (!handle) return;
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    // A closed handle does not know its address any more.
    handle.getsockname = (out) => {
      Object.assign(out, address);
      return 0;
    };
  }
  handle.close();
}

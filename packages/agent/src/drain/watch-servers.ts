/** How the agent learns of the app's servers. */

import type { Cluster } from 'node:cluster';
import type { Server } from 'node:net';

/** node:cluster has asked its primary through this function, for each `listen`, since Node 0.12. */
type ClusterWithServers = Cluster & {
  _getServer?(server: object, ...rest: unknown[]): unknown;
};

/**
 * Calls `found` for each server that listens, at least once.
 * @param cluster null: this process is no cluster worker
 */
export function watchServers(cluster: Cluster | null, found: (server: Server) => void): void {
  const channels: typeof import('node:diagnostics_channel') = require('node:diagnostics_channel');
  // Node 20 has it since its later releases, 22 since 22.3.
  channels.subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = message as { server?: Server };
    if (server !== undefined) found(server);
  });
  if (cluster !== null) watchClusterServers(cluster, found);
}

/** For a Node that is older than the channel. */
function watchClusterServers(cluster: ClusterWithServers, found: (server: Server) => void): void {
  const getServer = cluster._getServer;
  if (getServer === undefined) return;
  cluster._getServer = function (this: unknown, server: object, ...rest: unknown[]) {
    // UDP sockets come here, too: nothing has to be drained there.
    if ('listening' in server) found(server as Server);
    return Reflect.apply(getServer, this, [server, ...rest]);
  };
}

/** The servers that hold a handle of their own, watched or not. */
export const openServers = (): Server[] => activeHandles().filter(isServer);

/** The owners of what the event loop watches: servers, sockets. Deprecated in the docs only, in Node 26 too. */
export const activeHandles = (): object[] =>
  (process as unknown as { _getActiveHandles(): object[] })._getActiveHandles();

const isServer = (handle: object): handle is Server =>
  'listening' in handle && 'getConnections' in handle && 'close' in handle;

/** What a worker does when its cluster primary has died. */

import type { Cluster } from 'node:cluster';

/**
 * Calls `orphaned` in place of the exit that node:cluster makes at once. Not when the app has disconnected the worker
 * itself.
 */
export function watchPrimary(cluster: Cluster, orphaned: () => void): void {
  process.prependOnceListener('disconnect', () => {
    const { worker } = cluster;
    if (worker === undefined || worker.exitedAfterDisconnect) return;
    // The listener of node:cluster comes next, and exits unless it is told that this was expected.
    worker.exitedAfterDisconnect = true;
    orphaned();
  });
}

/** This process as a cluster worker; null: it is none. Where it is one, node:cluster is loaded already. */
export function clusterOfWorker(): Cluster | null {
  if (process.channel === undefined) return null;
  const cluster: Cluster = require('node:cluster');
  return cluster.isWorker ? cluster : null;
}

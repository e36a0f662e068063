/**
 * The first moments of a successor in a reload: it may not take connections from the old process before it has lived
 * through them, so that a new version that ends right after its start costs no request.
 */

import type { Cluster } from 'node:cluster';

type Listen = (this: unknown, ...args: unknown[]) => unknown;

/** @param probation milliseconds between the app's call and the listening */
export function holdListening(cluster: Cluster | null, probation: number): void {
  // node:cluster asks its primary for each `listen` through this function, and answers by a callback.
  const workers = cluster as (Cluster & { _getServer?: Listen }) | null;
  const listen = workers?._getServer;
  if (!workers || !listen) return;
  workers._getServer = function (...args) {
    // Holds the process: it has something to wait for.
    setTimeout(() => Reflect.apply(listen, this, args), probation);
  };
}

/** What becomes of connections that a worker was given and never took. */

import type { ChildProcess } from 'node:child_process';

/** What of node:cluster's own messages is looked at; the app's are any value. */
type ClusterMessage = { act?: unknown; seq?: unknown; ack?: unknown } | null | undefined;

type Send = (this: ChildProcess, message: ClusterMessage, ...rest: unknown[]) => boolean;

/**
 * In round-robin, a connection is handed to a worker, which answers that it takes it. Node forgets those that a worker
 * leaves unanswered by dying (one blocked for ever, say): their clients would wait without end. An answer given in its
 * place, a refusal, makes Node hand them to another worker.
 */
export function redistributeWhenGone(worker: ChildProcess): void {
  const unanswered = new Set<unknown>();
  const send = worker.send as Send;
  // Both run for each connection: they do as little as can be.
  worker.send = function (this: ChildProcess, message: ClusterMessage, handle, options, callback) {
    if (message?.act === 'newconn') unanswered.add(message.seq);
    return send.call(this, message, handle, options, callback);
  } as Send as typeof worker.send;
  worker.on('internalMessage', (message: ClusterMessage) => {
    if (message?.ack !== undefined) unanswered.delete(message.ack);
  });
  // Once Node has taken the worker off its lists, so that it is not chosen again.
  worker.once('disconnect', () => {
    for (const seq of unanswered) {
      worker.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack: seq, accepted: false });
    }
    unanswered.clear();
  });
  // With an unanswered connection in its channel, Node waits for the answer before it says 'disconnect': for ever.
  worker.once('exit', () => {
    if (unanswered.size > 0) worker.emit('disconnect');
  });
}

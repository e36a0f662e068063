/** What becomes of connections that a worker was given and never took. */

import type { ChildProcess } from 'node:child_process';
import { isRecord } from '@pmx/protocol';

/**
 * In round-robin, a connection is handed to a worker, which answers that it takes it. Node forgets those that a worker
 * leaves unanswered by dying (one blocked for ever, say): their clients would wait without end. An answer given in its
 * place, a refusal, makes Node hand them to another worker.
 */
export function redistributeWhenGone(worker: ChildProcess): void {
  const unanswered = new Set<unknown>();
  const send = worker.send;
  worker.send = function (this: ChildProcess, message: unknown, ...rest: unknown[]) {
    if (isRecord(message) && message.act === 'newconn') unanswered.add(message.seq);
    return Reflect.apply(send, this, [message, ...rest]);
  } as typeof send;
  worker.on('internalMessage', (message: unknown) => {
    if (isRecord(message) && message.ack !== undefined) unanswered.delete(message.ack);
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

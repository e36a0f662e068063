import type { ChildProcess } from 'node:child_process';
import { isRecord } from '@pmx/protocol';

/**
 * The primary binds a worker's Unix sockets in its place, so it does that with the worker's file mode creation mask:
 * its own of 077 would lock out the web server in front (invariant 8 is about pmx's files, not the app's).
 */
export function bindWithUmask(worker: ChildProcess, umask: number): void {
  let own = 0;
  // Around the listener of node:cluster, which binds within the one call.
  worker.prependListener('internalMessage', (message: unknown) => {
    if (asksToBind(message)) own = process.umask(umask);
  });
  worker.on('internalMessage', (message: unknown) => {
    if (asksToBind(message)) process.umask(own);
  });
}

const asksToBind = (message: unknown): boolean => isRecord(message) && message.act === 'queryServer';

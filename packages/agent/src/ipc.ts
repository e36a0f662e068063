/** `process.send` and `process.on('message')` for a process that has no IPC channel of Node's. */

import type { Sent } from './outbox';

export interface Ipc {
  /** Hands a value to the app's 'message' listeners. */
  deliver(value: unknown): void;
}

/** The parts of `process` that are given to the app. */
export interface IpcTarget {
  send?: unknown;
  connected?: unknown;
  disconnect?: unknown;
  emit(event: string, ...args: unknown[]): unknown;
}

export type Post = (value: unknown, sent: Sent) => boolean;

/** Does nothing, and delivers nothing, where Node has opened a channel of its own. */
export function provideIpc(target: IpcTarget, post: Post): Ipc {
  if (target.send !== undefined) return { deliver: () => {} };
  target.connected = true;
  target.send = (value: unknown, ...rest: unknown[]) => send(target, post, value, callbackOf(rest));
  target.disconnect = () => {
    if (target.connected !== true) return;
    target.connected = false;
    process.nextTick(() => target.emit('disconnect'));
  };
  return { deliver: (value) => deliver(target, value) };
}

function send(target: IpcTarget, post: Post, value: unknown, sent: Sent): boolean {
  if (target.connected === true) return post(value, sent);
  process.nextTick(sent, new Error('The channel is closed.'));
  return false;
}

/** A tick for each message, as Node does: what a listener throws does not swallow the messages after it. */
function deliver(target: IpcTarget, value: unknown): void {
  process.nextTick(() => {
    if (target.connected === true) target.emit('message', value, undefined);
  });
}

/** Node's signature is `send(message[, handle[, options]][, callback])`; handles cannot cross this channel. */
function callbackOf(args: unknown[]): Sent {
  const last = args.at(-1);
  return typeof last === 'function' ? (last as Sent) : () => {};
}

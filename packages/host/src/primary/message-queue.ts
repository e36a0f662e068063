/** Messages of workers for a daemon that is away. */

import type { HostNotifications } from '@pmx/protocol';

export type WorkerMessage = HostNotifications['host.message'];

const MAX_MESSAGES = 1_000;
/** Characters of JSON. */
const MAX_SIZE = 4 * 1024 * 1024;

/** Bounded (invariant 6); the newest are refused when it is full, so that an early `'ready'` survives. */
export class MessageQueue {
  private messages: WorkerMessage[] = [];
  private size = 0;

  /** @param size of the message, in characters of JSON */
  add(message: WorkerMessage, size: number): boolean {
    if (this.messages.length >= MAX_MESSAGES || this.size + size > MAX_SIZE) return false;
    this.messages.push(message);
    this.size += size;
    return true;
  }

  /** Empties the queue; oldest first. */
  take(): WorkerMessage[] {
    const taken = this.messages;
    this.messages = [];
    this.size = 0;
    return taken;
  }
}

/** What waits for the connection to the daemon. */

export type Sent = (error: Error | null) => void;

interface Waiting {
  frame: string;
  sent: Sent;
}

export const MAX_WAITING = 1_000;
/** Characters, which for JSON is near enough to bytes. */
export const MAX_WAITING_SIZE = 4 * 1024 * 1024;

/** A bounded queue: a daemon that is away costs the app a fixed amount of memory (invariant 6). */
export class Outbox {
  private waiting: Waiting[] = [];
  private size = 0;

  /** @returns false when it is full; the newest message is the one refused, so that an early `'ready'` survives */
  add(frame: string, sent: Sent): boolean {
    if (this.waiting.length >= MAX_WAITING || this.size + frame.length > MAX_WAITING_SIZE) return false;
    this.waiting.push({ frame, sent });
    this.size += frame.length;
    return true;
  }

  /** Tells every sender that its message is kept; a sender may be waiting for that in order to exit. */
  acknowledge(): void {
    for (const message of this.waiting) {
      process.nextTick(message.sent, null);
      message.sent = ignore;
    }
  }

  /** Empties the queue; oldest first. */
  take(): readonly Waiting[] {
    const taken = this.waiting;
    this.waiting = [];
    this.size = 0;
    return taken;
  }
}

const ignore: Sent = () => {};

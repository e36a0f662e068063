/** Entries as they come, until Ctrl-C; a daemon that dies meanwhile is waited for, and what it missed is asked for. */

import type { JournalEntry, Target } from '@pmx/protocol';
import type { Context } from '../command';
import { interruptSignal } from '../follow';

/** Milliseconds between attempts to reach the daemon again. */
const RETRY_DELAY = 500;
/** Entries asked for at a time. */
const LIMIT = 1_000;
/** Milliseconds by which an entry may be older than those before it: an end is told when its output is in the files. */
const LATENESS = 60_000;

/** @param last number of the newest entry that was shown; null: none was */
export async function followEntries(
  targets: Target[],
  last: number | null,
  context: Context,
  show: (entry: JournalEntry) => void,
): Promise<void> {
  const over = interruptSignal(context);
  let since = Date.now();
  let seen = last ?? -1;
  while (!over.aborted) {
    const wake = new Wake();
    over.addEventListener('abort', wake.ring);
    try {
      let closed = false;
      const onClose = (): void => {
        closed = true;
        wake.ring();
      };
      const client = await context.connect({
        launch: false,
        onEvent: wake.ring,
        onDropped: wake.ring,
        onClose,
      });
      // First subscribed, then asked: nothing falls between the two.
      await client.call('subscribe', { events: ['journal'] });
      while (!closed && !over.aborted) {
        // The clock may have been set back meanwhile: what is new is told by its number alone.
        const from = Math.min(since, Date.now()) - LATENESS;
        const { entries } = await client.call('history', { targets, limit: LIMIT, since: from });
        for (const entry of entries.filter(({ seq }) => seq > seen)) {
          seen = entry.seq;
          since = Math.max(since, entry.at);
          show(entry);
        }
        await wake.wait();
      }
      client.close();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
    }
  }
}

/** Something has happened; however often, it is looked at once. */
class Wake {
  private rung = false;
  private resolve: (() => void) | null = null;

  readonly ring = (): void => {
    this.rung = true;
    this.resolve?.();
  };

  async wait(): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        this.resolve = resolve;
      });
    }
    this.rung = false;
  }
}

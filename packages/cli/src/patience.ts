/** Questions to a daemon that may be swapped for another one meanwhile. */

import { PmxError } from '@pmx/protocol';

/** Milliseconds between two attempts. */
const PAUSE = 100;

/** A daemon ends once: so many in a row are more than the updates that somebody may have begun at one time. */
const MAX_REPEATS = 10;

/**
 * A daemon that is just leaving gives no answer: the next one is asked. How long each attempt takes does not count, as a daemon
 * may be slow to come up.
 * @param ask connects and asks; may be called again
 * @throws {PmxError} what `ask` throws; PMX_ERR_DAEMON_GONE only when daemon after daemon has ended
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isCoded(error, 'PMX_ERR_DAEMON_GONE') || repeats === MAX_REPEATS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

export const isCoded = (error: unknown, code: PmxError['code']): error is PmxError =>
  error instanceof PmxError && error.code === code;

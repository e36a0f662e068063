/** The end of the daemon and of all apps. */

import { PmxError } from '@pmx/protocol';
import { startTimeOf } from '@pmx/system';
import type { Context } from './command';

/** Milliseconds between the daemon's answer and its end. */
const END_DEADLINE = 4000;

/**
 * Returns when the daemon has ended, so that the next command starts a new one.
 * @returns instances stopped; null: no daemon ran
 */
export async function shutDown(context: Context): Promise<number | null> {
  let ended = (): void => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  try {
    const client = await context.connect({ launch: false, onClose: ended });
    const { pid, keeperPid } = await client.call('ping', {});
    const { stopped } = await client.call('kill', {}, (progress) => context.progress(progress));
    await withDeadline(end.then(() => allEnded([pid, ...(keeperPid === null ? [] : [keeperPid])])));
    return stopped;
  } catch (error) {
    if (error instanceof PmxError && error.code === 'PMX_ERR_NOT_RUNNING') return null;
    throw error;
  }
}

/** A connection ends a moment before its process does. */
async function allEnded(pids: number[]): Promise<void> {
  // A zombie has ended: whose child it is may be slow to notice.
  while (pids.some((pid) => startTimeOf(pid) !== null))
    await new Promise((resolve) => setTimeout(resolve, 5));
}

function withDeadline(end: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void =>
      reject(
        new PmxError(
          'PMX_ERR_TIMEOUT',
          'The apps are stopped, but the daemon has not ended.',
          'See daemon.log.',
        ),
      );
    const timer = setTimeout(fail, END_DEADLINE);
    void end.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

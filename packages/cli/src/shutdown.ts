/** The end of the daemon and of all apps. */

import type { Client } from '@pmx/client';
import { PmxError, type ProgressParams } from '@pmx/protocol';
import { lockHolder, startTimeOf } from '@pmx/system';
import type { Context } from './command';
import { isCoded, patiently } from './patience';

/**
 * Milliseconds between the daemon's answer and its end. It waits for its hosts meanwhile: for all primaries, and then for the
 * keeper, each time up to 10 s.
 */
const END_DEADLINE = 30_000;

type End = (client: Client, onProgress: (progress: ProgressParams) => void) => Promise<{ stopped: number }>;

const kill: End = (client, onProgress) => client.call('kill', {}, onProgress);

/**
 * Returns when the daemon has ended, so that the next command starts a new one. One that ends before it has answered, for an
 * update say, is not the end of the apps: the next one is asked.
 * @param end asks the daemon to stop all apps and to end
 * @returns instances stopped; null: no daemon ran
 */
export async function shutDown(context: Context, end: End = kill): Promise<number | null> {
  try {
    return await patiently(() => endAll(context, end));
  } catch (error) {
    if (isCoded(error, 'PMX_ERR_NOT_RUNNING')) return null;
    throw error;
  }
}

async function endAll(context: Context, end: End): Promise<number> {
  let ended = (): void => {};
  const closed = new Promise<void>((resolve) => {
    ended = resolve;
  });
  // A keeper without a daemon brings it back, and its apps go on: they are to end, too.
  const isCut = lockHolder(context.home.lockDir, 'keeper') !== null;
  const client = await context.connect({ launch: isCut, onClose: ended });
  const { pid, keeperPid } = await client.call('ping', {});
  const { stopped } = await end(client, (progress) => context.progress(progress));
  await withDeadline(closed, LATE);
  await processesEnded([pid, ...(keeperPid === null ? [] : [keeperPid])], END_DEADLINE, LATE);
  return stopped;
}

const LATE = 'The apps are stopped, but the daemon has not ended.';

/**
 * Resolves when these processes have ended: a connection ends a moment before its process does.
 * @param deadline milliseconds
 * @throws {PmxError} PMX_ERR_TIMEOUT saying `late`
 */
export async function processesEnded(pids: number[], deadline: number, late: string): Promise<void> {
  const giveUp = performance.now() + deadline;
  // A zombie has ended: whose child it is may be slow to notice.
  while (pids.some((pid) => startTimeOf(pid) !== null)) {
    if (performance.now() > giveUp) throw tooLate(late);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function withDeadline(end: Promise<void>, late: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate(late)), END_DEADLINE);
    void end.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const tooLate = (message: string): PmxError => new PmxError('PMX_ERR_TIMEOUT', message, 'See daemon.log.');

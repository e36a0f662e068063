/** The running daemon gives way to the installed one; apps and their hosts go on. */

import type { Client } from '@pmx/client';
import { type InstanceView, type PingResult, PmxError } from '@pmx/protocol';
import { lockHolder } from '@pmx/system';
import type { Context } from '../command';
import { isCoded, patiently } from '../patience';
import { processesEnded } from '../shutdown';
import { VERSION } from '../version';

/** Milliseconds between the daemon's answer to `leave` and its end: on an overloaded machine. */
const END_DEADLINE = 20_000;
/**
 * Milliseconds within which the keeper brings a daemon back, and between two looks for it. It tries the broken one several
 * times, with growing pauses, before the one that worked.
 */
const BACK_DEADLINE = 60_000;
const LOOK_INTERVAL = 100;
/** The keeper starts the daemon before when the next one takes long: that one has to give way, too. */
const MAX_SWAPS = 3;

/** What was there before. */
export interface Found {
  daemon: PingResult;
  /** null: with this daemon no more can be spoken than what an update needs. */
  apps: InstanceView[] | null;
}

export interface Swap {
  before: Found;
  after: PingResult;
}

/**
 * @returns null: no daemon runs, and none is coming
 * @throws {PmxError} PMX_ERR_DAEMON_START when the new daemon did not come up; it says which one serves now
 */
export async function swapDaemon(context: Context): Promise<Swap | null> {
  try {
    const before = await findDaemon(context);
    return before && { before, after: await replace(context, before.daemon) };
  } catch (error) {
    throw await withWhatServes(error, context);
  }
}

async function replace(context: Context, before: PingResult): Promise<PingResult> {
  let serving = before;
  for (let swaps = 0; swaps < MAX_SWAPS; swaps += 1) {
    await askToLeave(context);
    await processesEnded(
      [serving.pid],
      END_DEADLINE,
      'The daemon has said that it leaves, but has not ended.',
    );
    serving = await patiently(async () => (await context.connect()).call('ping', {}));
    if (serving.version === VERSION) break;
  }
  return serving;
}

/**
 * On one connection, so that both answers are those of one daemon: another update may be swapping it. Where there is a keeper
 * but no daemon, the one before is about to come back: it must not stay.
 */
async function findDaemon(context: Context): Promise<Found | null> {
  const isDue = lockHolder(context.home.lockDir, 'keeper') !== null;
  return orNone(async () => {
    const client = await context.connect({ launch: isDue });
    const daemon = await client.call('ping', {});
    return { daemon, apps: await listOf(client) };
  });
}

async function listOf(client: Client): Promise<InstanceView[] | null> {
  try {
    return (await client.call('list', {})).apps;
  } catch (error) {
    if (isCoded(error, 'PMX_ERR_DAEMON_GONE')) throw error;
    return null;
  }
}

/** @returns null: no daemon runs */
async function orNone<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await patiently(ask);
  } catch (error) {
    if (isCoded(error, 'PMX_ERR_NOT_RUNNING')) return null;
    throw error;
  }
}

async function askToLeave(context: Context): Promise<void> {
  try {
    const client = await context.connect({ launch: false });
    await client.call('leave', { apps: 'keep' }, (progress) => context.progress(progress));
  } catch (error) {
    // Another update was faster.
    if (!isCoded(error, 'PMX_ERR_DAEMON_GONE') && !isCoded(error, 'PMX_ERR_NOT_RUNNING')) throw error;
  }
}

/** The keeper brings a daemon back where the installed one does not come up: the last that worked, as far as its files are there. */
async function withWhatServes(error: unknown, context: Context): Promise<unknown> {
  if (!isCoded(error, 'PMX_ERR_DAEMON_START')) return error;
  const serving = await awaitAny(context);
  const now =
    serving === null
      ? 'No daemon runs; the apps go on without one.'
      : `pmx ${serving.version} serves again (pid ${serving.pid}).`;
  return new PmxError(
    error.code,
    `The installed daemon did not come up; no app was touched. ${now} ${error.message}`,
    'Mend the installation and run: pmx update',
    error.details,
  );
}

/** Without a keeper none comes. */
async function awaitAny(context: Context): Promise<PingResult | null> {
  const deadline = performance.now() + BACK_DEADLINE;
  const ask = async (): Promise<PingResult> => (await context.connect({ launch: false })).call('ping', {});
  while (performance.now() < deadline) {
    const isDue = lockHolder(context.home.lockDir, 'keeper') !== null;
    const answer = await orNone(ask).catch(() => null);
    if (answer !== null || !isDue) return answer;
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL));
  }
  return null;
}

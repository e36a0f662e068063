/** The running daemon gives way to the installed one; apps and their hosts go on. */

import type { Client } from '@pmx/client';
import { type InstanceView, type PingResult, PmxError } from '@pmx/protocol';
import type { Context } from '../command';
import { processesEnded } from '../shutdown';

/** Milliseconds between the daemon's answer to `leave` and its end. */
const END_DEADLINE = 4_000;
/** Milliseconds after which the keeper has brought a daemon back, and between two looks for it. */
const BACK_DEADLINE = 15_000;
const LOOK_INTERVAL = 100;

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
 * @returns null: no daemon runs
 * @throws {PmxError} PMX_ERR_DAEMON_START when the new daemon did not come up; it says which one serves now
 */
export async function swapDaemon(context: Context): Promise<Swap | null> {
  const before = await findDaemon(context);
  if (before === null) return null;
  await askToLeave(context);
  await processesEnded(
    [before.daemon.pid],
    END_DEADLINE,
    'The daemon has said that it leaves, but has not ended.',
  );
  try {
    const after = await patiently(async () => (await context.connect()).call('ping', {}));
    return { before, after };
  } catch (error) {
    throw await withWhatServes(error, context);
  }
}

/** On one connection, so that both answers are those of one daemon: another update may be swapping it. */
const findDaemon = (context: Context): Promise<Found | null> =>
  askRunning(context, async (client) => {
    const daemon = await client.call('ping', {});
    try {
      return { daemon, apps: (await client.call('list', {})).apps };
    } catch (error) {
      if (isCoded(error, 'PMX_ERR_DAEMON_GONE')) throw error;
      return { daemon, apps: null };
    }
  });

/** @returns null: no daemon runs */
async function askRunning<T>(context: Context, ask: (client: Client) => Promise<T>): Promise<T | null> {
  try {
    return await patiently(async () => ask(await context.connect({ launch: false })));
  } catch (error) {
    if (isCoded(error, 'PMX_ERR_NOT_RUNNING')) return null;
    throw error;
  }
}

/** A daemon that is just leaving, for another update, gives no answer: the next one is asked. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + END_DEADLINE;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isCoded(error, 'PMX_ERR_DAEMON_GONE') || performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL));
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

async function awaitAny(context: Context): Promise<PingResult | null> {
  const deadline = performance.now() + BACK_DEADLINE;
  while (performance.now() < deadline) {
    const answer = await askRunning(context, (client) => client.call('ping', {})).catch(() => null);
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL));
  }
  return null;
}

const isCoded = (error: unknown, code: PmxError['code']): error is PmxError =>
  error instanceof PmxError && error.code === code;

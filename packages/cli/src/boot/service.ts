/** What a unit runs: sees to it that a daemon serves this home, until it is asked to end. */

import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import type { Client } from '@pmx/client';
import { PmxError } from '@pmx/protocol';
import { monotonicNow } from '@pmx/system';
import type { Context } from '../command';
import { interruptSignal } from '../follow';
import { shutDown } from '../shutdown';
import { callerOf } from '../targets';
import { type GuardPort, guard } from './guard';
import { isMachineEnding } from './machine-ending';

const STOP_ATTEMPTS = 5;
/** Milliseconds between two of them. */
const STOP_PAUSE = 200;

/** @returns the exit code: 0 when it was asked to end, or pmx was ended by `pmx kill`; 1 when no daemon stays up */
export async function runService(context: Context, keepApps: boolean): Promise<number> {
  const signal = interruptSignal(context);
  const log = (line: string): void => context.terminal.warn(`pmx service: ${line}\n`);
  const end = await guard(portOf(context, log), signal);
  if (end === 'ended') log('pmx was ended; so does this service.');
  if (end === 'gave-up') log(`No daemon stays up. Its log: ${context.home.daemonLog}`);
  if (end !== 'asked') return end === 'ended' ? 0 : 1;
  if (keepApps && !(await isMachineEnding(context.env))) {
    log('Ending; the apps go on.');
    return 0;
  }
  return stopAll(context, log);
}

async function stopAll(context: Context, log: (line: string) => void): Promise<number> {
  for (let attempt = 1; !wasEnded(context); attempt += 1) {
    try {
      const stopped = await leave(context);
      log(`Stopped ${stopped} instances; they come back with the next start.`);
      return 0;
    } catch (error) {
      // A daemon that is dying at this instant may still take a connection.
      if (attempt === STOP_ATTEMPTS) throw error;
      log((error as Error).message);
      await after(STOP_PAUSE);
    }
  }
  return 0;
}

async function leave(context: Context): Promise<number> {
  // Apps may run without a daemon at this instant, and are to be stopped all the same.
  await context.connect();
  const stopped = await shutDown(context, (client, onProgress) =>
    client.call('leave', { apps: 'stop' }, onProgress),
  );
  if (stopped !== null) return stopped;
  throw new PmxError('PMX_ERR_NOT_RUNNING', 'The daemon ended before it could be asked to stop the apps.');
}

function portOf(context: Context, log: (line: string) => void): GuardPort {
  return {
    attach: async (launch, lost) => {
      if ((await connectTo(context, lost)) !== null) return true;
      if (!launch) return false;
      const client = await context.connect({ onClose: lost });
      // Not waited for: apps may take their time to get ready, and the service may be asked to end meanwhile.
      void resurrectIfEmpty(client, context, log);
      return true;
    },
    hasKeeper: () => answers(context.home.keeperSocket),
    wasEnded: () => wasEnded(context),
    pause: (milliseconds, signal) => after(milliseconds, undefined, { signal }).catch(() => {}),
    now: monotonicNow,
    log,
  };
}

/** null: no daemon runs. */
async function connectTo(context: Context, onClose: () => void): Promise<Client | null> {
  try {
    return await context.connect({ launch: false, onClose });
  } catch (error) {
    if (error instanceof PmxError && error.code === 'PMX_ERR_NOT_RUNNING') return null;
    throw error;
  }
}

/** A home that knows no app, as after `pmx kill`, has what was saved; one that does has its own list. */
async function resurrectIfEmpty(
  client: Client,
  context: Context,
  log: (line: string) => void,
): Promise<void> {
  if (!existsSync(context.home.dumpFile)) return;
  try {
    if ((await client.call('list', {})).apps.length > 0) return;
    const { failures } = await client.call('resurrect', { caller: callerOf(context) });
    for (const { name, id, reason } of failures) log(`${name} (${id}) failed: ${reason}`);
  } catch (error) {
    log(`What was saved cannot be brought back: ${(error as Error).message}`);
  }
}

/**
 * `pmx kill` and a service that stops leave neither a socket nor a keeper, and nothing in the list that should be running;
 * a death leaves at least one of them.
 */
function wasEnded({ home }: Context): boolean {
  if (existsSync(home.daemonSocket) || existsSync(home.keeperPid)) return false;
  try {
    const state = JSON.parse(readFileSync(home.stateFile, 'utf8')) as {
      apps: unknown[];
      concluded?: boolean;
    };
    return state.concluded === true || state.apps.length === 0;
  } catch {
    return true;
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** `--no-daemon`: the daemon lives as long as this command, and the apps as long as the daemon. */

import { once } from 'node:events';
import { awaitDaemon, type Launch, launch } from '@pmx/client';
import { type ApiRequests, PmxError } from '@pmx/protocol';
import { requestChange } from './change';
import type { Context } from './command';
import { followOutput, interruptSignal } from './follow';
import { reportChange } from './output/report';
import { shutDown } from './shutdown';

export const runInForeground = (context: Context, params: ApiRequests['start']['params']): Promise<number> =>
  inForeground(context, async () => reportChange(await requestChange(context, 'start', params), context));

export const resurrectInForeground = (
  context: Context,
  params: ApiRequests['resurrect']['params'],
): Promise<number> =>
  inForeground(context, async () => reportChange(await requestChange(context, 'resurrect', params), context));

/** @returns the exit code: 1 when the start failed or the daemon ended by itself */
async function inForeground(context: Context, begin: () => Promise<number>): Promise<number> {
  await refuseSecondDaemon(context);
  const interrupted = interruptSignal(context);
  const daemon = await launch(context.home, { file: context.daemonFile, env: context.env });
  (await awaitDaemon(context.home, daemon)).destroy();
  const code = await begin();
  if (code !== 0) {
    await shutDown(context);
    return code;
  }
  return followUntilEnd(context, daemon, interrupted);
}

async function followUntilEnd(context: Context, daemon: Launch, interrupted: AbortSignal): Promise<number> {
  const ended = new AbortController();
  daemon.child.once('exit', () => ended.abort());
  const exit = once(daemon.child, 'exit');
  if (daemon.exit === null) await followOutput([], context, AbortSignal.any([interrupted, ended.signal]));
  if (interrupted.aborted) {
    await shutDown(context);
    return 0;
  }
  // Its reader has gone, or the daemon has: the apps outlive neither.
  if (daemon.exit === null) await Promise.race([exit, shutDown(context)]);
  return 1;
}

async function refuseSecondDaemon(context: Context): Promise<void> {
  try {
    (await context.connect({ launch: false })).close();
  } catch (error) {
    if (error instanceof PmxError && error.code === 'PMX_ERR_NOT_RUNNING') return;
    throw error;
  }
  throw new PmxError(
    'PMX_ERR_LOCKED',
    `A daemon runs in ${context.home.dir} already.`,
    'Leave --no-daemon out, run `pmx kill` first, or choose another PMX_HOME.',
  );
}

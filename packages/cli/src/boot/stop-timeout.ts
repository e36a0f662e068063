/** How long the init system waits for all apps to end. */

import { PmxError } from '@pmx/protocol';
import type { Context, OptionValues } from '../command';
import { DEFAULT_STOP_TIMEOUT } from './order';

/** Seconds that pmx itself takes, at the most. */
const MARGIN = 30;
/** Seconds; apps that depend on one another end one after another, but not for ever. */
const LONGEST_CHAIN = 900;

/**
 * Seconds. Apps end side by side, or one after another where one depends on the other: the sum is the longest that it can
 * take, and is only waited for when programs hang.
 * @param killTimeouts of each app, milliseconds
 */
export function stopTimeoutFor(killTimeouts: readonly number[]): number {
  const sum = killTimeouts.reduce((total, each) => total + each, 0) / 1_000;
  const longest = Math.max(0, ...killTimeouts) / 1_000;
  const wait = Math.max(longest, Math.min(sum, LONGEST_CHAIN));
  return Math.max(DEFAULT_STOP_TIMEOUT, Math.ceil(wait) + MARGIN);
}

/** @throws {PmxError} PMX_ERR_USAGE when `given` is no number of seconds */
export function readStopTimeout(given: OptionValues[string], context: Context): Promise<number> {
  if (typeof given !== 'string') return askStopTimeout(context);
  if (/^[1-9]\d{0,4}$/.test(given)) return Promise.resolve(Number(given));
  throw new PmxError(
    'PMX_ERR_USAGE',
    `--stop-timeout takes seconds, not "${given}".`,
    'Such as --stop-timeout=120.',
  );
}

/** What the apps of the daemon that runs need; the default when none can be asked. */
async function askStopTimeout(context: Context): Promise<number> {
  try {
    const client = await context.connect({ launch: false });
    const { apps } = await client.call('describe', { targets: [] });
    const byName = new Map(apps.map(({ name, killTimeout }) => [name, killTimeout]));
    return stopTimeoutFor([...byName.values()]);
  } catch {
    return DEFAULT_STOP_TIMEOUT;
  }
}

/**
 * The restart policy: what follows when a run ends without having been asked to. Restart type, intensity and
 * back-off are three small functions, after Erlang/OTP's supervisor and suture.
 */

import type { ExitStatus, InstanceState } from './instance';
import type { RestartSpec } from './spec';

export type Verdict =
  | { kind: 'finished' }
  | { kind: 'failed'; cause: string }
  | { kind: 'restart'; delay: number; cause: string };

/** A limit above this is none: the window of runs that it needs is not kept (invariant 6). */
export const MAX_COUNTED_RESTARTS = 1_000;

/** The counters of the policy, after a run of `uptime` milliseconds has ended. */
export function countRun(
  state: Pick<InstanceState, 'unstable' | 'recentRuns'>,
  uptime: number,
  restart: RestartSpec,
): Pick<InstanceState, 'unstable' | 'recentRuns'> {
  const stable = uptime >= restart.minUptime;
  const limited = restart.maxRestarts <= MAX_COUNTED_RESTARTS;
  return {
    unstable: stable ? 0 : state.unstable + 1,
    recentRuns: limited ? [...state.recentRuns, uptime].slice(-(restart.maxRestarts + 1)) : [],
  };
}

/**
 * Decides after an end that was not asked for. `state` has counted the run already.
 * @param dice a random number in [0, 1)
 */
export function judge(
  state: Pick<InstanceState, 'unstable' | 'recentRuns'>,
  status: ExitStatus,
  restart: RestartSpec,
  dice: number,
): Verdict {
  const ended = describeExit(status);
  if (!wantsRestart(status, restart)) {
    return isSuccess(status, restart) ? { kind: 'finished' } : { kind: 'failed', cause: ended };
  }
  if (tooIntense(state.recentRuns, restart)) {
    const cause = `${ended}; ${restart.maxRestarts + 1} runs in a row were too short (under ${restart.minUptime} ms on average)`;
    return { kind: 'failed', cause };
  }
  return { kind: 'restart', delay: restartDelay(state.unstable, restart, dice), cause: ended };
}

/** Restart type: an exit by signal, an unknown exit and a failed spawn are never taken for a wanted end. */
export function wantsRestart(status: ExitStatus, restart: RestartSpec): boolean {
  if (!restart.auto) return false;
  return !(status.kind === 'code' && restart.stopExitCodes.includes(status.code));
}

function isSuccess(status: ExitStatus, restart: RestartSpec): boolean {
  return status.kind === 'code' && (status.code === 0 || restart.stopExitCodes.includes(status.code));
}

/**
 * Intensity: the last `maxRestarts + 1` runs together lasted less than as many times `minUptime`.
 *
 * The window slides over runs and counts time spent running, so the length of back-off pauses does not matter, and an
 * app that begins to crash after hours is caught as soon as its long run has left the window.
 */
export function tooIntense(recentRuns: number[], restart: RestartSpec): boolean {
  const window = restart.maxRestarts + 1;
  if (recentRuns.length < window) return false;
  const ran = recentRuns.slice(-window).reduce((sum, uptime) => sum + uptime, 0);
  return ran < window * restart.minUptime;
}

/**
 * Milliseconds before the next start. A fixed `restart_delay` wins; else the first restart after a stable run is
 * immediate and each further one doubles, with up to a quarter of jitter, so that apps that fail together spread out.
 */
export function restartDelay(unstable: number, restart: RestartSpec, dice: number): number {
  if (restart.delay > 0) return restart.delay;
  if (unstable <= 1) return 0;
  const step = Math.min(restart.backoffMax, restart.backoffBase * 2 ** (unstable - 2));
  return Math.round(step * (1 - dice / 4));
}

/** An exit in plain words: `exited with code 3`. */
export function describeExit(status: ExitStatus): string {
  switch (status.kind) {
    case 'code':
      return `exited with code ${status.code}`;
    case 'signal':
      return `was ended by ${status.signal}`;
    case 'unknown':
      return 'ended unseen (its exit status is unknown)';
    case 'spawn-failed':
      return `could not be started: ${status.message}`;
  }
}

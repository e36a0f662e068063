/** How long what may take. */

import type { InstanceState, TransitionContext } from '../instance';

/** Milliseconds that a program without any sign of readiness must live through to count as started. */
export const SETTLE_TIME = 500;
/** Milliseconds that a Node app must live through after its main module has run: a failed `listen` shows by then. */
export const BOOT_SETTLE_TIME = 100;
/**
 * Milliseconds after its agent was first heard in which the main module of a Node app has to come to its end; one that still
 * runs then (top-level await) counts as started.
 */
export const BOOT_FALLBACK_TIME = 3_000;
/** Milliseconds in which the agent has to be heard: on a busy machine Node itself may take seconds to come up. */
export const BOOT_SILENCE_TIME = 15_000;
/** Milliseconds after `drain_timeout` in which a process that was asked to drain must say that it has. */
export const DRAIN_GRACE = 1_000;
/** Milliseconds between attempts to SIGKILL what does not go away. */
export const KILL_AGAIN_TIME = 1_000;

/** A cluster whose processes have listened is not ready before a new one does. */
export const mustListen = (state: InstanceState, { spec }: TransitionContext): boolean =>
  spec.execMode === 'cluster' && state.listened;

/** Milliseconds that a Node app is still given to run its main module; 0: none. */
export function bootTimeLeft(state: InstanceState, context: TransitionContext): number {
  const { reportsBoot, hasBooted, greetedAt, now } = context;
  if (!reportsBoot || hasBooted) return 0;
  if (greetedAt !== null) return Math.max(0, greetedAt + BOOT_FALLBACK_TIME - now);
  const silence = Math.max(0, (state.launchedAt ?? now) + BOOT_SILENCE_TIME - now);
  return Math.min(BOOT_FALLBACK_TIME, silence);
}

export function firstReadyDelay(state: InstanceState, context: TransitionContext): number {
  const { spec, reportsBoot } = context;
  if (spec.readiness.kind !== 'auto' || mustListen(state, context)) return spec.readiness.timeout;
  return reportsBoot ? BOOT_FALLBACK_TIME : SETTLE_TIME;
}

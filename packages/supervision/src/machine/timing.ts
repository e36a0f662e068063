/** How long what may take. */

import type { InstanceState, TransitionContext } from '../instance';

/** Milliseconds that a program without any sign of readiness must live through to count as started. */
export const SETTLE_TIME = 500;
/** Milliseconds that a Node app must live through after its main module has run: a failed `listen` shows by then. */
export const BOOT_SETTLE_TIME = 100;
/** Milliseconds after which a Node app counts as started although its main module still runs (top-level await). */
export const BOOT_FALLBACK_TIME = 3_000;
/** Milliseconds after `drain_timeout` in which a process that was asked to drain must say that it has. */
export const DRAIN_GRACE = 1_000;
/** Milliseconds between attempts to SIGKILL what does not go away. */
export const KILL_AGAIN_TIME = 1_000;

/** A cluster whose processes have listened is not ready before a new one does. */
export const mustListen = (state: InstanceState, { spec }: TransitionContext): boolean =>
  spec.execMode === 'cluster' && state.listened;

export function firstReadyDelay(state: InstanceState, context: TransitionContext): number {
  const { spec, reportsBoot } = context;
  if (spec.readiness.kind !== 'auto' || mustListen(state, context)) return spec.readiness.timeout;
  return reportsBoot ? BOOT_FALLBACK_TIME : SETTLE_TIME;
}

/**
 * The instance state machine: a total table of phase × event. `transition` is pure; the daemon carries out the effects.
 *
 * docs/states.md shows the table; a test compares the two.
 */

import type { InstanceEvent, InstanceState, Transition, TransitionContext } from '../instance';
import type { Handler } from './handlers';
import { TABLE } from './table';

export { TABLE } from './table';
export { BOOT_FALLBACK_TIME, BOOT_SETTLE_TIME, SETTLE_TIME } from './timing';

/** A slot that has never run. */
export function newInstance(desired: 'up' | 'down'): InstanceState {
  return {
    desired,
    phase: 'stopped',
    generation: 0,
    pid: null,
    launchedAt: null,
    restartAt: null,
    restarts: 0,
    unstable: 0,
    recentRuns: [],
    lastExit: null,
    cause: null,
    restartReason: null,
    listened: false,
    draining: false,
  };
}

/** The one way an instance changes. An event of another generation than the current one changes nothing (invariant 3). */
export function transition(
  state: InstanceState,
  event: InstanceEvent,
  context: TransitionContext,
): Transition {
  if (isStale(state, event)) return { state, effects: [] };
  const handler = TABLE[state.phase][event.type] as Handler<typeof event.type>;
  return handler(state, event, context);
}

/** After the daemon's restart the disk may be behind the host, so that `adopted` sets the generation. */
function isStale(state: InstanceState, event: InstanceEvent): boolean {
  return 'generation' in event && event.type !== 'adopted' && event.generation !== state.generation;
}

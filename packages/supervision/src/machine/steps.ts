/** Steps that several handlers take: begin a run, ask it to end, conclude it. */

import type {
  Effect,
  ExitRecord,
  ExitStatus,
  InstanceState,
  RestartReason,
  Transition,
  TransitionContext,
} from '../instance';
import { countRun, describeExit, judge } from '../policy';
import { endingEffects, publish } from './effects';

export const prepend = (effects: Effect[], next: Transition): Transition => ({
  state: next.state,
  effects: [...effects, ...next.effects],
});

export const forgetFailures = (state: InstanceState): InstanceState => ({
  ...state,
  unstable: 0,
  recentRuns: [],
});

export function begin(state: InstanceState, context: TransitionContext): Transition {
  const generation = state.generation + 1;
  const next: InstanceState = {
    ...state,
    generation,
    phase: 'launching',
    pid: null,
    launchedAt: context.now,
    cause: null,
    restartAt: null,
    restartReason: null,
  };
  return { state: next, effects: [{ type: 'spawn', generation }] };
}

/** The one stop path: ask, wait `kill_timeout`, then SIGKILL to the group. */
export function askToEnd(state: InstanceState, context: TransitionContext): Transition {
  const effects: Effect[] = [{ type: 'cancel', name: 'ready' }];
  // Without a pid the program is being started; `askNewcomerToEnd` tells it.
  if (state.pid !== null) effects.push(...endingEffects(state.generation, context));
  return { state: { ...state, phase: 'stopping' }, effects };
}

/** The process is gone: what now? */
export function conclude(state: InstanceState, context: TransitionContext): Transition {
  const effects: Effect[] = [
    { type: 'cancel', name: 'kill' },
    { type: 'cancel', name: 'drain' },
    { type: 'forget', generation: state.generation },
  ];
  return prepend(effects, successor({ ...state, pid: null, launchedAt: null, draining: false }, context));
}

export function successor(state: InstanceState, context: TransitionContext): Transition {
  if (state.desired === 'down') {
    return {
      state: { ...state, phase: 'stopped', cause: null, restartReason: null },
      effects: [publish('stop', 'stopped')],
    };
  }
  const { restartReason } = state;
  if (restartReason !== null && restartReason !== 'unready') return restartFor(restartReason, state, context);
  return applyPolicy(state, context);
}

export function restartFor(
  reason: RestartReason,
  state: InstanceState,
  context: TransitionContext,
): Transition {
  const next = begin({ ...state, restarts: state.restarts + 1 }, context);
  return prepend([publish('restart', `restarted (${reason})`)], next);
}

export function applyPolicy(state: InstanceState, context: TransitionContext): Transition {
  const { restart } = context.spec;
  const exit = state.lastExit;
  const status: ExitStatus = exit?.status ?? { kind: 'unknown' };
  const unready = state.restartReason === 'unready';
  // A run that never got ready is unstable however long it took.
  const counted = {
    ...state,
    ...countRun(state, unready ? 0 : (exit?.uptime ?? 0), restart),
    restartReason: null,
  };
  const verdict = judge(counted, status, restart, context.dice);
  if (verdict.kind === 'finished' && !unready) {
    return { state: { ...counted, phase: 'stopped', cause: null }, effects: [publish('stop', 'finished')] };
  }
  const cause = (unready && state.cause) || ('cause' in verdict ? verdict.cause : describeExit(status));
  if (verdict.kind !== 'restart') {
    return { state: { ...counted, phase: 'errored', cause }, effects: [publish('errored', cause)] };
  }
  if (verdict.delay === 0) {
    return prepend(
      [publish('restart', `restarted, because it ${cause}`)],
      begin({ ...counted, restarts: counted.restarts + 1 }, context),
    );
  }
  return {
    state: { ...counted, phase: 'waiting', cause, restartAt: context.now + verdict.delay },
    effects: [
      { type: 'schedule', name: 'restart', generation: counted.generation, delay: verdict.delay },
      publish('waiting', `${cause}; next start in ${verdict.delay} ms`),
    ],
  };
}

export function exitRecord(
  state: InstanceState,
  status: ExitStatus,
  requested: boolean,
  context: TransitionContext,
): ExitRecord {
  const uptime = state.launchedAt === null ? 0 : Math.max(0, context.now - state.launchedAt);
  const failure = requested && state.restartReason === 'unready' ? state.cause : null;
  return { status, uptime, generation: state.generation, requested, failure };
}

/** What is done about an event, one function for each answer; docs/states.md shows them by these names. */

import type {
  Effect,
  ExitStatus,
  InstanceEvent,
  InstanceEventType,
  InstanceState,
  Transition,
  TransitionContext,
} from '../instance';
import { describeExit } from '../policy';
import { drainEffects, endingEffects, publish, scheduleReady, signalEffects } from './effects';
import { askToEnd, begin, conclude, exitRecord, forgetFailures, prepend } from './steps';
import {
  BOOT_FALLBACK_TIME,
  BOOT_SETTLE_TIME,
  bootTimeLeft,
  firstReadyDelay,
  KILL_AGAIN_TIME,
  mustListen,
} from './timing';

export type Of<T extends InstanceEventType> = Extract<InstanceEvent, { type: T }>;
export type Handler<T extends InstanceEventType> = (
  state: InstanceState,
  event: Of<T>,
  context: TransitionContext,
) => Transition;
export type Row = { [T in InstanceEventType]: Handler<T> };

export const ignore = (state: InstanceState): Transition => ({ state, effects: [] });

export const launch = (state: InstanceState, _event: InstanceEvent, context: TransitionContext): Transition =>
  begin({ ...forgetFailures(state), desired: 'up' }, context);

export const launchNow = (
  state: InstanceState,
  _event: InstanceEvent,
  context: TransitionContext,
): Transition => prepend([{ type: 'cancel', name: 'restart' }], begin({ ...state, desired: 'up' }, context));

/** Cron and watch start only what is wanted up; a command starts anything. */
export const launchIfWanted = (
  state: InstanceState,
  event: Of<'restart'>,
  context: TransitionContext,
): Transition => {
  if (event.reason !== 'command' && state.desired === 'down') return ignore(state);
  const counted = state.generation === 0 ? state : { ...state, restarts: state.restarts + 1 };
  return prepend(
    [{ type: 'cancel', name: 'restart' }],
    begin({ ...forgetFailures(counted), desired: 'up' }, context),
  );
};

export const relaunch = (
  state: InstanceState,
  _event: InstanceEvent,
  context: TransitionContext,
): Transition => begin({ ...state, restarts: state.restarts + 1 }, context);

export const relaunchOnTimer = (
  state: InstanceState,
  event: Of<'timer'>,
  context: TransitionContext,
): Transition => (event.name === 'restart' ? relaunch(state, event, context) : ignore(state));

/** The timer went with the daemon that set it: what is left of the delay is waited for, and no more. */
export const waitOn = (state: InstanceState, event: Of<'lost'>, context: TransitionContext): Transition => {
  const left = (state.restartAt ?? context.now) - context.now;
  if (left <= 0) return relaunch(state, event, context);
  return {
    state,
    effects: [{ type: 'schedule', name: 'restart', generation: state.generation, delay: left }],
  };
};

export const stayDown = (state: InstanceState): Transition => ({
  state: { ...state, desired: 'down' },
  effects: [],
});

export const giveUp = (state: InstanceState): Transition => ({
  state: { ...state, desired: 'down', phase: 'stopped', cause: null, restartAt: null },
  effects: [{ type: 'cancel', name: 'restart' }, publish('stop', 'stopped')],
});

export const bringDown = (
  state: InstanceState,
  _event: InstanceEvent,
  context: TransitionContext,
): Transition => askToEnd({ ...state, desired: 'down', restartReason: null }, context);

export const bringDownToRestart = (
  state: InstanceState,
  event: Of<'restart'>,
  context: TransitionContext,
): Transition => askToEnd({ ...state, restartReason: event.reason }, context);

export const endForGood = (state: InstanceState): Transition => ({
  state: { ...state, desired: 'down', restartReason: null },
  effects: [],
});

/**
 * It is going down: let it come up again afterwards. One that will anyway is left alone, so that restarts never stack; of
 * one that ended by itself the policy would decide, which may mean a long pause, or never.
 */
export const comeUpAfterwards = (state: InstanceState, event: Of<'start' | 'restart'>): Transition => {
  const asked = event.type === 'start' || event.reason === 'command';
  const endsByItself = state.restartReason === null || state.restartReason === 'unready';
  if (!asked || (state.desired === 'up' && !endsByItself)) return ignore(state);
  return { state: { ...state, desired: 'up', restartReason: 'command' }, effects: [] };
};

export const awaitReadiness = (
  state: InstanceState,
  event: Of<'spawned'>,
  context: TransitionContext,
): Transition => ({
  state: { ...state, pid: event.pid },
  effects: [
    scheduleReady(state.generation, firstReadyDelay(state, context)),
    publish('start', `started with pid ${event.pid}`),
  ],
});

/** The stop was asked for before there was a process to tell. */
export const askNewcomerToEnd = (
  state: InstanceState,
  event: Of<'spawned'>,
  context: TransitionContext,
): Transition => ({
  state: { ...state, pid: event.pid },
  effects: endingEffects(state.generation, context),
});

export const settleAfterBoot = (
  state: InstanceState,
  _event: Of<'booted'>,
  context: TransitionContext,
): Transition => {
  if (context.spec.readiness.kind !== 'auto' || mustListen(state, context)) return ignore(state);
  // A cluster is there to listen: it gets more time for that, but one that never does is no failure.
  const settle = context.spec.execMode === 'cluster' ? BOOT_FALLBACK_TIME : BOOT_SETTLE_TIME;
  return { state, effects: [scheduleReady(state.generation, settle)] };
};

export const noteListening = (state: InstanceState): Transition => ({
  state: { ...state, listened: true },
  effects: [],
});

export const comeUpListening = (
  state: InstanceState,
  _event: Of<'listening'>,
  context: TransitionContext,
): Transition => {
  const listening = { ...state, listened: true };
  return context.spec.readiness.kind === 'auto' ? becomeOnline(listening) : { state: listening, effects: [] };
};

export const startDraining = (
  state: InstanceState,
  _event: InstanceEvent,
  context: TransitionContext,
): Transition => ({
  state: { ...state, desired: 'down', phase: 'stopping', restartReason: null, draining: true },
  effects: drainEffects(state.generation, context),
});

/** One that is not ready yet may have taken connections: it listens before it is ready. */
export const drainNewcomer = (
  state: InstanceState,
  event: InstanceEvent,
  context: TransitionContext,
): Transition =>
  state.pid === null
    ? bringDown(state, event, context)
    : prepend([{ type: 'cancel', name: 'ready' }], startDraining(state, event, context));

/** What a stop finds draining ends at once: whoever stops wants no further answers. */
export const hastenEnd = (
  state: InstanceState,
  event: InstanceEvent,
  context: TransitionContext,
): Transition => {
  const { state: unwanted } = endForGood(state);
  return state.draining ? endAfterDraining(unwanted, event, context) : { state: unwanted, effects: [] };
};

export const endAfterDraining = (
  state: InstanceState,
  _event: InstanceEvent,
  context: TransitionContext,
): Transition =>
  state.draining
    ? prepend([{ type: 'cancel', name: 'drain' }], askToEnd({ ...state, draining: false }, context))
    : ignore(state);

export const becomeOnline = (state: InstanceState): Transition => ({
  state: { ...state, phase: 'online', cause: null },
  effects: [{ type: 'cancel', name: 'ready' }, publish('online', 'online')],
});

export const onLaunchTimer = (
  state: InstanceState,
  event: Of<'timer'>,
  context: TransitionContext,
): Transition => {
  if (event.name !== 'ready') return ignore(state);
  if (context.spec.readiness.kind === 'auto' && !mustListen(state, context)) {
    const left = bootTimeLeft(state, context);
    return left > 0 ? { state, effects: [scheduleReady(state.generation, left)] } : becomeOnline(state);
  }
  const cause = `was not ready within ${context.spec.readiness.timeout} ms`;
  return prepend(
    [publish('unready', cause)],
    endUnready({ ...state, restartReason: 'unready', cause }, context),
  );
};

/** In a cluster, one that listens has been given connections, ready or not. */
const endUnready = (state: InstanceState, context: TransitionContext): Transition =>
  context.spec.execMode === 'cluster' && context.listens
    ? {
        state: { ...state, phase: 'stopping', draining: true },
        effects: drainEffects(state.generation, context),
      }
    : askToEnd(state, context);

export const onStopTimer = (
  state: InstanceState,
  event: Of<'timer'>,
  context: TransitionContext,
): Transition => {
  if (event.name === 'drain') return endAfterDraining(state, event, context);
  if (event.name !== 'kill') return ignore(state);
  const { generation } = state;
  return {
    state,
    effects: [
      { type: 'signal', generation, signal: 'SIGKILL' },
      { type: 'schedule', name: 'kill', generation, delay: KILL_AGAIN_TIME },
    ],
  };
};

/** It ended by itself. What is left of its group is ended too, before a successor takes its place. */
export const recordExit = (
  state: InstanceState,
  event: Of<'exited'>,
  context: TransitionContext,
): Transition => {
  const ended = {
    ...state,
    phase: 'stopping' as const,
    pid: null,
    lastExit: exitRecord(state, event.status, false, context),
  };
  const told = publish('exit', describeExit(event.status));
  const effects: Effect[] = [{ type: 'cancel', name: 'ready' }, told];
  if (!event.groupAlive) return { state: ended, effects };
  if (!context.spec.stop.tree) return prepend(effects, conclude(ended, context));
  return { state: ended, effects: [...effects, ...signalEffects(state.generation, context)] };
};

export const recordRequestedExit = (
  state: InstanceState,
  event: Of<'exited'>,
  context: TransitionContext,
): Transition => {
  // Told again after the daemon's own restart, it is what it was: the end that the group is being ended after.
  const known = state.lastExit?.generation === state.generation ? state.lastExit : null;
  const lastExit = known ?? exitRecord(state, event.status, true, context);
  const ended = { ...state, pid: null, lastExit };
  const effects = [publish('exit', describeExit(event.status))];
  if (event.groupAlive && !context.spec.stop.tree) return prepend(effects, conclude(ended, context));
  return { state: ended, effects };
};

/** Nothing of it is left. An exit that nobody reported is unknown, never code 0 (invariant 2). */
export const concludeRun = (
  state: InstanceState,
  _event: Of<'gone' | 'lost'>,
  context: TransitionContext,
): Transition => {
  if (state.lastExit?.generation === state.generation) return conclude(state, context);
  const unseen = exitRecord(state, { kind: 'unknown' }, state.phase === 'stopping', context);
  return prepend(
    [{ type: 'cancel', name: 'ready' }, publish('exit', describeExit(unseen.status))],
    conclude({ ...state, lastExit: unseen }, context),
  );
};

/** One that was to end before it had begun has done what it was asked to. */
export const concludeFailedSpawn = (
  state: InstanceState,
  event: Of<'spawn-failed'>,
  context: TransitionContext,
): Transition => {
  const status: ExitStatus = { kind: 'spawn-failed', message: event.message };
  const ended = { ...state, lastExit: exitRecord(state, status, state.phase === 'stopping', context) };
  return prepend(
    [{ type: 'cancel', name: 'ready' }, publish('exit', describeExit(status))],
    conclude(ended, context),
  );
};

export const adopt = (state: InstanceState, event: Of<'adopted'>, context: TransitionContext): Transition => {
  const adopted = { ...state, generation: event.generation, pid: event.pid, launchedAt: event.launchedAt };
  if (state.draining) return { state: adopted, effects: drainEffects(event.generation, context) };
  if (state.desired === 'down') return askToEnd({ ...adopted, phase: 'online' }, context);
  if (state.phase === 'online') return { state: adopted, effects: [] };
  // It was to end for a restart, and the signal may have been lost with the host.
  if (state.phase === 'stopping' && state.restartReason !== null && event.generation === state.generation) {
    return askToEnd({ ...adopted, phase: 'online' }, context);
  }
  const launching = { ...adopted, phase: 'launching' as const, restartReason: null };
  const left = firstReadyDelay(state, context) - (context.now - event.launchedAt);
  const settled = left <= 0 && context.spec.readiness.kind === 'auto' && !mustListen(state, context);
  if (settled) return becomeOnline(launching);
  return { state: launching, effects: [scheduleReady(event.generation, Math.max(0, left))] };
};

/** What was wanted comes up again, what was errored, too: what stood in its way may have gone with the machine's last run. */
export const comeBack = (
  state: InstanceState,
  _event: Of<'interrupted'>,
  context: TransitionContext,
): Transition => {
  const ended = { ...forgetFailures(state), pid: null, launchedAt: null, draining: false };
  if (state.desired === 'up') return begin(ended, context);
  return { state: { ...ended, phase: 'stopped', cause: null, restartReason: null }, effects: [] };
};

export const clearCounters = (state: InstanceState): Transition => ({
  state: { ...state, restarts: 0, unstable: 0, recentRuns: [] },
  effects: [],
});

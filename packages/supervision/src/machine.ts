/**
 * The instance state machine: a total table of phase × event. `transition` is pure; the daemon carries out the effects.
 *
 * docs/states.md shows the table; a test compares the two.
 */

import type {
  Effect,
  ExitRecord,
  ExitStatus,
  InstanceEvent,
  InstanceEventType,
  InstanceState,
  LifecycleEvent,
  Phase,
  RestartReason,
  Transition,
  TransitionContext,
} from './instance';
import { countRun, describeExit, judge } from './policy';

/** Milliseconds that a program without any sign of readiness must live through to count as started. */
export const SETTLE_TIME = 500;
/** Milliseconds that a Node app must live through after its main module has run: a failed `listen` shows by then. */
export const BOOT_SETTLE_TIME = 100;
/** Milliseconds after which a Node app counts as started although its main module still runs (top-level await). */
export const BOOT_FALLBACK_TIME = 3_000;
/** Milliseconds after `drain_timeout` in which a process that was asked to drain must say that it has. */
const DRAIN_GRACE = 1_000;
/** Milliseconds between attempts to SIGKILL what does not go away. */
const KILL_AGAIN_TIME = 1_000;

type Of<T extends InstanceEventType> = Extract<InstanceEvent, { type: T }>;
type Handler<T extends InstanceEventType> = (
  state: InstanceState,
  event: Of<T>,
  context: TransitionContext,
) => Transition;
type Row = { [T in InstanceEventType]: Handler<T> };

/** A slot that has never run. */
export function newInstance(desired: 'up' | 'down'): InstanceState {
  return {
    desired,
    phase: 'stopped',
    generation: 0,
    pid: null,
    launchedAt: null,
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

// --- Handlers: named after what they do, as docs/states.md shows them -----------------------------------------------

const ignore = (state: InstanceState): Transition => ({ state, effects: [] });

const launch = (state: InstanceState, _event: InstanceEvent, context: TransitionContext): Transition =>
  begin({ ...forgetFailures(state), desired: 'up' }, context);

const launchNow = (state: InstanceState, _event: InstanceEvent, context: TransitionContext): Transition =>
  prepend([{ type: 'cancel', name: 'restart' }], begin({ ...state, desired: 'up' }, context));

/** Cron and watch start only what is wanted up; a command starts anything. */
const launchIfWanted = (
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

const relaunch = (state: InstanceState, _event: InstanceEvent, context: TransitionContext): Transition =>
  begin({ ...state, restarts: state.restarts + 1 }, context);

const relaunchOnTimer = (state: InstanceState, event: Of<'timer'>, context: TransitionContext): Transition =>
  event.name === 'restart' ? relaunch(state, event, context) : ignore(state);

const stayDown = (state: InstanceState): Transition => ({
  state: { ...state, desired: 'down' },
  effects: [],
});

const giveUp = (state: InstanceState): Transition => ({
  state: { ...state, desired: 'down', phase: 'stopped', cause: null },
  effects: [{ type: 'cancel', name: 'restart' }, publish('stop', 'stopped')],
});

const bringDown = (state: InstanceState, _event: InstanceEvent, context: TransitionContext): Transition =>
  askToEnd({ ...state, desired: 'down', restartReason: null }, context);

const bringDownToRestart = (
  state: InstanceState,
  event: Of<'restart'>,
  context: TransitionContext,
): Transition => askToEnd({ ...state, restartReason: event.reason }, context);

const endForGood = (state: InstanceState): Transition => ({
  state: { ...state, desired: 'down', restartReason: null },
  effects: [],
});

/** It is going down: let it come up again afterwards. One that will anyway is left alone, so that restarts never stack. */
const comeUpAfterwards = (state: InstanceState, event: Of<'start' | 'restart'>): Transition => {
  const asked = event.type === 'start' || event.reason === 'command';
  if (state.desired === 'up' || !asked) return ignore(state);
  return { state: { ...state, desired: 'up', restartReason: 'command' }, effects: [] };
};

const awaitReadiness = (
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
const askNewcomerToEnd = (
  state: InstanceState,
  event: Of<'spawned'>,
  context: TransitionContext,
): Transition => ({
  state: { ...state, pid: event.pid },
  effects: endingEffects(state.generation, context),
});

const settleAfterBoot = (
  state: InstanceState,
  _event: Of<'booted'>,
  context: TransitionContext,
): Transition => {
  if (context.spec.readiness.kind !== 'auto' || mustListen(state, context)) return ignore(state);
  // A cluster is there to listen: it gets more time for that, but one that never does is no failure.
  const settle = context.spec.execMode === 'cluster' ? BOOT_FALLBACK_TIME : BOOT_SETTLE_TIME;
  return { state, effects: [scheduleReady(state.generation, settle)] };
};

const noteListening = (state: InstanceState): Transition => ({
  state: { ...state, listened: true },
  effects: [],
});

const comeUpListening = (
  state: InstanceState,
  _event: Of<'listening'>,
  context: TransitionContext,
): Transition => {
  const listening = { ...state, listened: true };
  return context.spec.readiness.kind === 'auto' ? becomeOnline(listening) : { state: listening, effects: [] };
};

const startDraining = (
  state: InstanceState,
  _event: InstanceEvent,
  context: TransitionContext,
): Transition => ({
  state: { ...state, desired: 'down', phase: 'stopping', restartReason: null, draining: true },
  effects: drainEffects(state.generation, context),
});

const endAfterDraining = (
  state: InstanceState,
  _event: InstanceEvent,
  context: TransitionContext,
): Transition =>
  state.draining
    ? prepend([{ type: 'cancel', name: 'drain' }], askToEnd({ ...state, draining: false }, context))
    : ignore(state);

const becomeOnline = (state: InstanceState): Transition => ({
  state: { ...state, phase: 'online', cause: null },
  effects: [{ type: 'cancel', name: 'ready' }, publish('online', 'online')],
});

const onLaunchTimer = (state: InstanceState, event: Of<'timer'>, context: TransitionContext): Transition => {
  if (event.name !== 'ready') return ignore(state);
  if (context.spec.readiness.kind === 'auto' && !mustListen(state, context)) return becomeOnline(state);
  const cause = `was not ready within ${context.spec.readiness.timeout} ms`;
  return prepend(
    [publish('unready', cause)],
    askToEnd({ ...state, restartReason: 'unready', cause }, context),
  );
};

const onStopTimer = (state: InstanceState, event: Of<'timer'>, context: TransitionContext): Transition => {
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
const recordExit = (state: InstanceState, event: Of<'exited'>, context: TransitionContext): Transition => {
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

const recordRequestedExit = (
  state: InstanceState,
  event: Of<'exited'>,
  context: TransitionContext,
): Transition => {
  const ended = { ...state, pid: null, lastExit: exitRecord(state, event.status, true, context) };
  const effects = [publish('exit', describeExit(event.status))];
  if (event.groupAlive && !context.spec.stop.tree) return prepend(effects, conclude(ended, context));
  return { state: ended, effects };
};

/** Nothing of it is left. An exit that nobody reported is unknown, never code 0 (invariant 2). */
const concludeRun = (
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

const concludeFailedSpawn = (
  state: InstanceState,
  event: Of<'spawn-failed'>,
  context: TransitionContext,
): Transition => {
  const status: ExitStatus = { kind: 'spawn-failed', message: event.message };
  const ended = { ...state, lastExit: exitRecord(state, status, false, context) };
  return prepend(
    [{ type: 'cancel', name: 'ready' }, publish('exit', describeExit(status))],
    conclude(ended, context),
  );
};

const adopt = (state: InstanceState, event: Of<'adopted'>, context: TransitionContext): Transition => {
  const adopted = { ...state, generation: event.generation, pid: event.pid, launchedAt: event.launchedAt };
  if (state.draining) return { state: adopted, effects: drainEffects(event.generation, context) };
  if (state.desired === 'down') return askToEnd({ ...adopted, phase: 'online' }, context);
  if (state.phase === 'online') return { state: adopted, effects: [] };
  return {
    state: { ...adopted, phase: 'launching', restartReason: null },
    effects: [scheduleReady(event.generation, firstReadyDelay(state, context))],
  };
};

const clearCounters = (state: InstanceState): Transition => ({
  state: { ...state, restarts: 0, unstable: 0, recentRuns: [] },
  effects: [],
});

// --- Steps that handlers share --------------------------------------------------------------------------------------

function begin(state: InstanceState, context: TransitionContext): Transition {
  const generation = state.generation + 1;
  const next: InstanceState = {
    ...state,
    generation,
    phase: 'launching',
    pid: null,
    launchedAt: context.now,
    cause: null,
    restartReason: null,
  };
  return { state: next, effects: [{ type: 'spawn', generation }] };
}

/** The one stop path: ask, wait `kill_timeout`, then SIGKILL to the group. */
function askToEnd(state: InstanceState, context: TransitionContext): Transition {
  const effects: Effect[] = [{ type: 'cancel', name: 'ready' }];
  // Without a pid the program is being started; `askNewcomerToEnd` tells it.
  if (state.pid !== null) effects.push(...endingEffects(state.generation, context));
  return { state: { ...state, phase: 'stopping' }, effects };
}

function endingEffects(generation: number, context: TransitionContext): Effect[] {
  if (!context.spec.stop.message) return signalEffects(generation, context);
  return [{ type: 'shutdown-message', generation }, scheduleKill(generation, context)];
}

function signalEffects(generation: number, context: TransitionContext): Effect[] {
  return [
    { type: 'signal', generation, signal: context.spec.stop.signal },
    scheduleKill(generation, context),
  ];
}

/** The process is gone: what now? */
function conclude(state: InstanceState, context: TransitionContext): Transition {
  const effects: Effect[] = [
    { type: 'cancel', name: 'kill' },
    { type: 'cancel', name: 'drain' },
    { type: 'forget', generation: state.generation },
  ];
  return prepend(effects, successor({ ...state, pid: null, launchedAt: null, draining: false }, context));
}

function successor(state: InstanceState, context: TransitionContext): Transition {
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

function restartFor(reason: RestartReason, state: InstanceState, context: TransitionContext): Transition {
  const next = begin({ ...state, restarts: state.restarts + 1 }, context);
  return prepend([publish('restart', `restarted (${reason})`)], next);
}

function applyPolicy(state: InstanceState, context: TransitionContext): Transition {
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
    state: { ...counted, phase: 'waiting', cause },
    effects: [
      { type: 'schedule', name: 'restart', generation: counted.generation, delay: verdict.delay },
      publish('waiting', `${cause}; next start in ${verdict.delay} ms`),
    ],
  };
}

function exitRecord(
  state: InstanceState,
  status: ExitStatus,
  requested: boolean,
  context: TransitionContext,
): ExitRecord {
  const uptime = state.launchedAt === null ? 0 : Math.max(0, context.now - state.launchedAt);
  return { status, uptime, generation: state.generation, requested };
}

const forgetFailures = (state: InstanceState): InstanceState => ({ ...state, unstable: 0, recentRuns: [] });

/** A cluster whose processes have listened is not ready before a new one does. */
const mustListen = (state: InstanceState, { spec }: TransitionContext): boolean =>
  spec.execMode === 'cluster' && state.listened;

function firstReadyDelay(state: InstanceState, context: TransitionContext): number {
  const { spec, reportsBoot } = context;
  if (spec.readiness.kind !== 'auto' || mustListen(state, context)) return spec.readiness.timeout;
  return reportsBoot ? BOOT_FALLBACK_TIME : SETTLE_TIME;
}

const scheduleReady = (generation: number, delay: number): Effect => ({
  type: 'schedule',
  name: 'ready',
  generation,
  delay,
});

const scheduleKill = (generation: number, { spec }: TransitionContext): Effect => ({
  type: 'schedule',
  name: 'kill',
  generation,
  delay: spec.stop.killTimeout,
});

const drainEffects = (generation: number, { spec }: TransitionContext): Effect[] => [
  { type: 'drain', generation, timeout: spec.reload.drainTimeout },
  { type: 'schedule', name: 'drain', generation, delay: spec.reload.drainTimeout + DRAIN_GRACE },
];

const publish = (event: LifecycleEvent, message: string): Effect => ({ type: 'publish', event, message });

const prepend = (effects: Effect[], next: Transition): Transition => ({
  state: next.state,
  effects: [...effects, ...next.effects],
});

// --- The table ------------------------------------------------------------------------------------------------------

/** Phases without a process: nothing a process says can concern them. */
const WITHOUT_PROCESS = {
  spawned: ignore,
  'spawn-failed': ignore,
  booted: ignore,
  ready: ignore,
  listening: ignore,
  drained: ignore,
  exited: ignore,
  gone: ignore,
  adopted: adopt,
  reset: clearCounters,
} satisfies Partial<Row>;

export const TABLE: Record<Phase, Row> = {
  stopped: {
    ...WITHOUT_PROCESS,
    start: launch,
    stop: stayDown,
    drain: stayDown,
    restart: launchIfWanted,
    timer: ignore,
    lost: ignore,
  },
  launching: {
    start: ignore,
    stop: bringDown,
    restart: bringDownToRestart,
    spawned: awaitReadiness,
    'spawn-failed': concludeFailedSpawn,
    booted: settleAfterBoot,
    ready: becomeOnline,
    listening: comeUpListening,
    drained: ignore,
    drain: bringDown,
    exited: recordExit,
    gone: concludeRun,
    timer: onLaunchTimer,
    adopted: adopt,
    lost: concludeRun,
    reset: clearCounters,
  },
  online: {
    start: ignore,
    stop: bringDown,
    restart: bringDownToRestart,
    spawned: ignore,
    'spawn-failed': ignore,
    booted: ignore,
    ready: ignore,
    listening: noteListening,
    drained: ignore,
    drain: startDraining,
    exited: recordExit,
    gone: concludeRun,
    timer: ignore,
    adopted: adopt,
    lost: concludeRun,
    reset: clearCounters,
  },
  stopping: {
    start: comeUpAfterwards,
    stop: endForGood,
    restart: comeUpAfterwards,
    spawned: askNewcomerToEnd,
    'spawn-failed': concludeFailedSpawn,
    booted: ignore,
    ready: ignore,
    listening: ignore,
    drained: endAfterDraining,
    drain: endForGood,
    exited: recordRequestedExit,
    gone: concludeRun,
    timer: onStopTimer,
    adopted: adopt,
    lost: concludeRun,
    reset: clearCounters,
  },
  waiting: {
    ...WITHOUT_PROCESS,
    start: launchNow,
    stop: giveUp,
    drain: giveUp,
    restart: launchIfWanted,
    timer: relaunchOnTimer,
    lost: relaunch,
  },
  errored: {
    ...WITHOUT_PROCESS,
    start: launch,
    stop: giveUp,
    drain: giveUp,
    restart: launchIfWanted,
    timer: ignore,
    lost: ignore,
  },
};

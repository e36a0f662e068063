/**
 * The words of the instance state machine: one instance is one slot of an app, run by one process at a time.
 *
 * *Desired* (what the user wants), *phase* (what the process is doing) and *ready* are three fields, so that
 * "stopped while backing off" or "stopping in order to start again" need no flag of their own.
 */

import type { AppSpec } from './spec';

export type Desired = 'up' | 'down';

/**
 * - `stopped`: no process, none is coming
 * - `launching`: a process was asked for or runs, and is not ready yet
 * - `online`: the process runs and is ready
 * - `stopping`: it was told to end, or its main process ended and the rest of its group has not
 * - `waiting`: no process; a restart is due later
 * - `errored`: no process; the restart policy gave up, or it can't be started
 */
export type Phase = 'stopped' | 'launching' | 'online' | 'stopping' | 'waiting' | 'errored';

/** Why a running instance is brought down in order to start again. */
export type RestartReason = 'command' | 'watch' | 'cron' | 'memory' | 'unhealthy' | 'unready';

/** How a process ended. `unknown`: nobody was there to see it (it was adopted); never reported as code 0. */
export type ExitStatus =
  | { kind: 'code'; code: number }
  | { kind: 'signal'; signal: string }
  | { kind: 'unknown' }
  | { kind: 'spawn-failed'; message: string };

export interface ExitRecord {
  status: ExitStatus;
  /** Milliseconds the process ran. */
  uptime: number;
  generation: number;
  /** Whether pmx had asked it to end. */
  requested: boolean;
  /** What was wrong with it when pmx asked: `was not ready within 10000 ms`; null: nothing, or it ended by itself. */
  failure: string | null;
}

/** One instance as the machine sees it. Plain data: it is written to disk and read back. */
export interface InstanceState {
  desired: Desired;
  phase: Phase;
  /** Number of the current or last process of this slot; every child event carries it. */
  generation: number;
  pid: number | null;
  /** Milliseconds on the monotonic clock at which the current process was asked for; null: none runs. */
  launchedAt: number | null;
  /** Milliseconds on the monotonic clock at which the next start is due, while it waits; null otherwise. */
  restartAt: number | null;
  /** Restarts of any kind since the app was added or reset. */
  restarts: number;
  /** Unstable runs in a row; it sets the back-off and is 0 after a stable run. */
  unstable: number;
  /** Uptimes in milliseconds of the last runs that ended without being asked; the window of the intensity limit. */
  recentRuns: number[];
  lastExit: ExitRecord | null;
  /** Why it is `waiting` or `errored`, in plain words; null otherwise. */
  cause: string | null;
  /** Why the process is being stopped with `desired` still up; null otherwise. */
  restartReason: RestartReason | null;
  /** Whether a process of this slot has ever been seen to listen: then its successors in a cluster have to, too. */
  listened: boolean;
  /** It takes no new connection and is told to end as soon as those it has are through. */
  draining: boolean;
}

export type TimerName = 'ready' | 'kill' | 'restart' | 'drain';

/** All that can happen to an instance. Child events carry the generation they belong to; others are for the current one. */
export type InstanceEvent =
  | { type: 'start' }
  | { type: 'stop' }
  | { type: 'restart'; reason: RestartReason }
  /** End, but let open connections come to their end first: a successor has taken over, or is not needed. */
  | { type: 'drain' }
  | { type: 'spawned'; generation: number; pid: number }
  | { type: 'spawn-failed'; generation: number; message: string }
  /** The main module of a Node app has run. */
  | { type: 'booted'; generation: number }
  /** The app listens on a port or socket. */
  | { type: 'listening'; generation: number }
  /** Its last connection is through, or the time for that is over. */
  | { type: 'drained'; generation: number }
  /** The app said `'ready'`, or its readiness probe succeeded. */
  | { type: 'ready'; generation: number }
  /** The main process ended; `gone` follows when the rest of its group has ended and its output is in the files. */
  | { type: 'exited'; generation: number; status: ExitStatus; groupAlive: boolean }
  | { type: 'gone'; generation: number }
  | { type: 'timer'; name: TimerName; generation: number }
  /** After the daemon's own restart: this process still runs. */
  | { type: 'adopted'; generation: number; pid: number; launchedAt: number }
  /** After the daemon's own restart: no host knows a process of this instance. */
  | { type: 'lost' }
  /** Its process ended together with pmx or with the machine: no fault of its own, so that nothing is counted. */
  | { type: 'interrupted' }
  /** The user clears the counters. */
  | { type: 'reset' };

export type InstanceEventType = InstanceEvent['type'];

/** What the daemon is to do. Carried out in order. */
export type Effect =
  | { type: 'spawn'; generation: number }
  | { type: 'signal'; generation: number; signal: string }
  | { type: 'shutdown-message'; generation: number }
  /** Stop accepting; `timeout` in milliseconds until open connections are cut. */
  | { type: 'drain'; generation: number; timeout: number }
  /** Let the host forget a process whose end has been dealt with. */
  | { type: 'forget'; generation: number }
  | { type: 'schedule'; name: TimerName; generation: number; delay: number }
  | { type: 'cancel'; name: TimerName }
  | { type: 'publish'; event: LifecycleEvent; message: string };

/** Words of the event stream and of the journal. */
export type LifecycleEvent =
  | 'start'
  | 'online'
  | 'exit'
  | 'restart'
  | 'stop'
  | 'errored'
  | 'waiting'
  | 'unready';

export interface TransitionContext {
  spec: AppSpec;
  /** Milliseconds on a monotonic clock. */
  now: number;
  /** A random number in [0, 1), for jitter. */
  dice: number;
  /** Whether a Node app with the agent runs here, so that `booted` will be told. */
  reportsBoot: boolean;
  /** Whether the current process listens, ready or not. */
  listens: boolean;
  /** When the agent of the current process was first heard, so that its event loop had begun to turn; null: not yet. */
  greetedAt: number | null;
  /** Whether its main module has run. */
  hasBooted: boolean;
}

export interface Transition {
  state: InstanceState;
  effects: Effect[];
}

/** `pmx why`: what happened to an instance, what the policy made of it, and what comes next. Pure. */

import { type Explanation, type JournalEntry, STATUS_OF } from '@pmx/protocol';
import {
  type AppSpec,
  describeExit,
  type InstanceState,
  type RestartSpec,
  type TimerName,
  wantsRestart,
} from '@pmx/supervision';
import { durationWords, megabytes, ordinal } from './words';

export interface WhyFacts {
  id: number;
  state: InstanceState;
  spec: AppSpec;
  /** What its start waits for, in plain words; null: nothing. */
  waitsFor: string | null;
  /** What its health check finds wrong, while that is still borne; null: nothing. */
  failingCheck: string | null;
  /** Epoch milliseconds; null: it never was. */
  onlineAt: number | null;
  /** Epoch milliseconds. */
  now: number;
  /** Milliseconds until each timer that runs. */
  remaining: Partial<Record<TimerName, number>>;
}

/** Things told of the past. */
const MAX_HAPPENED = 8;

/** @param entries of this instance, oldest first */
export function explain(facts: WhyFacts, entries: readonly JournalEntry[]): Explanation {
  const { id, state, spec } = facts;
  return {
    id,
    name: spec.name,
    status: STATUS_OF[state.phase],
    happened: happened(entries, facts.now),
    decided: DECIDED[state.phase](facts),
    next: NEXT[state.phase](facts),
    errorTail: errorTail(state, entries),
  };
}

/** What is worth telling; that it was restarted stands in what was decided, unless something else came after. */
const TOLD: ReadonlySet<JournalEntry['kind']> = new Set<JournalEntry['kind']>([
  'start',
  'exit',
  'stop',
  'reload',
  'reload-failed',
  'trigger',
  'give-up',
  'dropped-output',
]);

interface Told {
  message: string;
  count: number;
  last: number;
}

/** Ends of the same kind in a crash loop are told once, with their number. */
function happened(entries: readonly JournalEntry[], now: number): string[] {
  const told: Told[] = [];
  for (const entry of collapsible(entries)) {
    const message = entry.exit ? endingOf(entry) : entry.message;
    const before = told.find((other) => other === told.at(-1) && other.message === message);
    if (before) {
      before.count += 1;
      before.last = entry.at;
    } else told.push({ message, count: 1, last: entry.at });
  }
  return told.slice(-MAX_HAPPENED).map((each) => sentence(each, now));
}

/** A start between two ends says nothing new; the last one does. */
function collapsible(entries: readonly JournalEntry[]): JournalEntry[] {
  const relevant = entries.filter(({ kind }) => TOLD.has(kind));
  // That it gave up stands in what was decided.
  if (relevant.at(-1)?.kind === 'give-up') relevant.pop();
  return relevant.filter(
    (entry, i) => entry.kind !== 'start' || i === relevant.length - 1 || relevant[i + 1]?.kind !== 'exit',
  );
}

/** Without how long it ran, so that the ends of a crash loop are alike. */
function endingOf({ message, exit }: JournalEntry): string {
  if (!exit || exit.kind === 'spawn-failed') return message;
  return message.replace(/ after [\d.]+ (?:ms|s)(?=$|[:;,])/, '');
}

function sentence({ message, count, last }: Told, now: number): string {
  const ago = `${durationWords(now - last)} ago`;
  return count === 1 ? `${ago}: ${message}` : `${count} times in a row, the last ${ago}: ${message}`;
}

type Tell = (facts: WhyFacts) => string[];

const DECIDED: Record<InstanceState['phase'], Tell> = {
  online: (facts) => [
    facts.onlineAt === null
      ? 'it is online'
      : `it has been online for ${durationWords(facts.now - facts.onlineAt)}`,
    ...restartCount(facts),
    ...(facts.failingCheck === null ? [] : [`it ${facts.failingCheck}`]),
  ],
  launching: ({ waitsFor, state }) => [
    waitsFor !== null
      ? `its start ${waitsFor}`
      : state.pid === null
        ? 'it is being started'
        : 'it was started, and is not ready yet',
    ...(state.unstable > 0 ? [shortRuns(state.unstable)] : []),
  ],
  waiting: ({ state, spec }) => [
    `it ${state.cause ?? 'ended'}, so pmx starts it again`,
    spec.restart.delay > 0
      ? 'the pause is its restart_delay'
      : `${shortRuns(state.unstable)}, so the pauses grow`,
  ],
  stopping: ({ state }) => [
    state.draining
      ? 'it takes no new connections, and ends when those it has are through'
      : state.desired === 'down'
        ? 'it was asked to end'
        : `it is ending, to be started again${state.restartReason ? ` (${state.restartReason})` : ''}`,
  ],
  stopped: ({ state, spec }) => [stoppedBecause(state, spec.restart)],
  errored: ({ state, spec }) => [
    `pmx gave up on it: it ${state.cause ?? 'failed'}`,
    ...giveUpReason(state, spec.restart),
  ],
};

const NEXT: Record<InstanceState['phase'], Tell> = {
  online: ({ spec, failingCheck }) => [
    ...(failingCheck === null
      ? []
      : [`if the check fails ${spec.liveness?.threshold} times in a row, it is ${renewed(spec)}`]),
    ...(spec.restart.auto
      ? ['it goes on; should it end by itself, pmx starts it again']
      : ['it goes on; should it end by itself, it stays down (autorestart is off)']),
    ...(spec.restart.cron === null ? [] : [`it is ${renewed(spec)} by its schedule (${spec.restart.cron})`]),
    ...(spec.restart.maxMemory === null
      ? []
      : [`it is ${renewed(spec)} when it takes more than ${megabytes(spec.restart.maxMemory)} of memory`]),
  ],
  launching: ({ waitsFor, remaining, spec }) => {
    if (waitsFor !== null) return ['it starts as soon as that is so'];
    const left = remaining.ready;
    if (left === undefined || spec.readiness.kind === 'auto')
      return ['it is online as soon as it has come up'];
    return [`it has ${durationWords(left)} left to become ready; after that it counts as failed`];
  },
  waiting: ({ remaining, state, spec }) => [
    `${remaining.restart === undefined ? 'restart soon' : `restart in ${durationWords(remaining.restart)}`}${attempt(state, spec.restart)}`,
    `to start it at once: pmx restart ${spec.name}; to leave it: pmx stop ${spec.name}`,
  ],
  stopping: ({ remaining, state }) => [
    ...(remaining.kill === undefined
      ? []
      : [`what is left of it in ${durationWords(remaining.kill)} is killed`]),
    ...(remaining.drain === undefined
      ? []
      : [`connections still open in ${durationWords(remaining.drain)} are cut`]),
    state.desired === 'down' ? 'then it stays down' : 'then it is started again',
  ],
  stopped: ({ spec }) => [`it stays down, until: pmx start ${spec.name}`],
  errored: ({ spec }) => [`it stays down; when its fault is mended: pmx restart ${spec.name}`],
};

const renewed = ({ execMode }: AppSpec): string => (execMode === 'cluster' ? 'replaced' : 'restarted');

function restartCount({ state }: WhyFacts): string[] {
  const { restarts, lastExit } = state;
  if (lastExit === null) return restarts === 0 ? [] : [`restarted ${times(restarts)} so far`];
  const ended = `${describeExit(lastExit.status)} after ${durationWords(lastExit.uptime)}`;
  const asked = lastExit.requested ? ', as pmx had asked' : '';
  return [`restarted ${times(restarts)} so far; its last process ${ended}${asked}`];
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

const shortRuns = (count: number): string =>
  count === 1 ? 'its last run was too short' : `its last ${count} runs were too short`;

/** Only runs that were not asked to end count. */
function attempt({ recentRuns }: InstanceState, { maxRestarts }: RestartSpec): string {
  if (recentRuns.length === 0) return '';
  return ` (${ordinal(Math.min(recentRuns.length, maxRestarts))} of at most ${maxRestarts} while its runs are short)`;
}

function stoppedBecause({ generation, lastExit }: InstanceState, restart: RestartSpec): string {
  if (generation === 0) return 'it was never started';
  const own = lastExit?.requested === false && lastExit.generation === generation ? lastExit.status : null;
  // What the policy would start again is down because somebody said so.
  if (own === null || wantsRestart(own, restart)) return 'it was stopped by a command';
  const ended = describeExit(own);
  return restart.auto
    ? `it ${ended}, which is one of its stop_exit_codes: it has finished`
    : `it ${ended}; autorestart is off, so that is its end`;
}

function giveUpReason(
  { lastExit, cause }: InstanceState,
  { auto, maxRestarts, minUptime }: RestartSpec,
): string[] {
  if (!auto) return ['autorestart is off, so it is not started again'];
  if (lastExit?.status.kind === 'spawn-failed' || cause === null) return [];
  return [
    `max_restarts is ${maxRestarts}, min_uptime ${durationWords(minUptime)}: so many short runs in a row mean that restarting does not help`,
  ];
}

/** Of the last end, unless it runs well again since. */
function errorTail({ phase, lastExit }: InstanceState, entries: readonly JournalEntry[]): string[] {
  if (lastExit === null || lastExit.requested) return lastExit?.failure ? lastTail(entries) : [];
  return phase === 'stopped' ? [] : lastTail(entries);
}

const lastTail = (entries: readonly JournalEntry[]): string[] =>
  entries.findLast(({ kind }) => kind === 'exit')?.errorTail ?? [];

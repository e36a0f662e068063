/** Draining as the agent uses it. */

import type { ServerHttp2Session } from 'node:http2';
import type { DrainProgress, ListeningAddress } from '@pmx/protocol';
import { countRequests } from './census';
import { Drain, type DrainLimits } from './drain';
import { endSession } from './end-session';
import { clusterOfWorker, watchPrimary } from './orphan';
import { ProgressReporter } from './progress-reporter';
import { ServerTracker } from './server-tracker';
import { watchServers } from './watch-servers';

/** For a worker whose primary has died; in milliseconds. */
const ORPHANED: DrainLimits = { timeout: 30_000, idle: 5_000 };

export interface DrainReports {
  /** No new connection is taken from here on. */
  begun(): void;
  listening(address: ListeningAddress): void;
  draining(progress: DrainProgress): void;
  drained(cut: number): void;
}

export interface Draining {
  /** Where the app listens. */
  readonly addresses: ListeningAddress[];
  readonly isUnderWay: boolean;
  /** null: not drained yet. */
  readonly cut: number | null;
  begin(limits: DrainLimits): void;
  /** HTTP/1 requests that are being answered. */
  countRequests(): number;
  /** Calls for each HTTP/2 connection, those that are open already included. @returns what ends it */
  watchSessions(found: (session: ServerHttp2Session) => void): () => void;
}

/** Watches the app's servers, so that they can be drained. */
export function prepareDraining(reports: DrainReports): Draining {
  let cut: number | null = null;
  let isOrphan = false;
  const watchers = new Set<(session: ServerHttp2Session) => void>();
  const cluster = clusterOfWorker();
  const reporter = new ProgressReporter(reports.draining);
  const tracker = new ServerTracker({
    listening: reports.listening,
    session: (session) => {
      if (drain.isUnderWay) endSession(session);
      for (const found of watchers) found(session);
    },
  });
  const drain = new Drain(tracker, {
    begun: reports.begun,
    progress: (progress) => reporter.update(progress, performance.now()),
    drained: (count) => {
      cut = count;
      reports.drained(count);
      if (isOrphan) end();
    },
  });
  watchServers(cluster, (server) => tracker.add(server));
  if (cluster !== null) {
    watchPrimary(cluster, () => {
      isOrphan = true;
      if (cut === null) drain.begin(ORPHANED);
      else end();
    });
  }
  return {
    get addresses() {
      return tracker.addresses;
    },
    get isUnderWay() {
      return drain.isUnderWay;
    },
    get cut() {
      return cut;
    },
    begin: (limits) => drain.begin(limits),
    countRequests: () => countRequests(tracker.tlsSockets),
    watchSessions: (found) => {
      for (const session of tracker.sessions) found(session);
      watchers.add(found);
      return () => watchers.delete(found);
    },
  };
}

/** The way in which an app is stopped that names no other: what it does on this signal is its own. */
const end = (): void => {
  process.kill(process.pid, 'SIGINT');
};

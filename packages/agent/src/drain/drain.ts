/**
 * Draining: from "take no new connection" to "no connection is left", with an app that knows nothing of it.
 *
 * Nothing of it costs a running app anything: it looks for open connections when it is told to begin.
 */

import type { ServerResponse } from 'node:http';
import type { DrainProgress } from '@pmx/protocol';
import { type Census, takeCensus } from './census';
import { endSession } from './end-session';
import { makeLast } from './last-response';
import { QuietWatch } from './quiet';
import type { ServerTracker } from './server-tracker';
import { stopAccepting } from './stop-accepting';
import { openServers } from './watch-servers';

/** Milliseconds between looks; later, once it takes longer, the second. */
const INTERVAL = 20;
const LATER_INTERVAL = 100;
const LATER = 2_000;

export interface DrainLimits {
  /** Milliseconds after which what is left is cut. */
  timeout: number;
  /** Milliseconds without a byte after which an idle connection is closed; 0: not before the timeout. */
  idle: number;
}

export interface DrainEvents {
  begun(): void;
  progress(progress: DrainProgress): void;
  drained(cut: number): void;
}

export class Drain {
  private limits: DrainLimits | null = null;
  private begunAt = 0;
  private readonly quiet = new QuietWatch();

  constructor(
    private readonly tracker: ServerTracker,
    private readonly events: DrainEvents,
  ) {}

  get isUnderWay(): boolean {
    return this.limits !== null;
  }

  /** Begins; a second call does nothing. */
  begin(limits: DrainLimits): void {
    if (this.limits !== null) return;
    this.limits = limits;
    this.begunAt = now();
    this.events.begun();
    for (const server of new Set([...this.tracker.servers, ...openServers()])) stopAccepting(server);
    makeFurtherResponsesLast();
    for (const { _httpMessage } of this.census().requests) {
      if (_httpMessage?.headersSent === false) makeLast(_httpMessage as ServerResponse);
    }
    for (const session of this.tracker.sessions) endSession(session);
    // A connection accepted in this turn of the loop is not among the handles' owners before the next.
    setImmediate(() => this.look(limits));
  }

  private look(limits: DrainLimits): void {
    const census = this.census();
    const lasted = now() - this.begunAt;
    if (census.all.length === 0) this.events.drained(0);
    else if (lasted >= limits.timeout) this.cut(census);
    else {
      this.closeQuiet(census, limits.idle);
      this.events.progress(census.progress);
      setTimeout(() => this.look(limits), lasted < LATER ? INTERVAL : LATER_INTERVAL).unref();
    }
  }

  private closeQuiet({ idle }: Census, limit: number): void {
    if (limit === 0) return;
    for (const socket of this.quiet.quietFor(limit, idle, now()))
      (socket as (typeof idle)[number]).destroySoon();
  }

  /** Idle connections are not counted: nothing of theirs is lost. */
  private cut({ all, idle, progress }: Census): void {
    for (const socket of all) socket.destroySoon();
    for (const session of this.tracker.sessions) session.destroy();
    this.events.drained(progress.connections - idle.length);
  }

  private census(): Census {
    return takeCensus(this.tracker.tlsSockets);
  }
}

function makeFurtherResponsesLast(): void {
  const channels: typeof import('node:diagnostics_channel') = require('node:diagnostics_channel');
  channels.subscribe('http.server.request.start', (message) =>
    makeLast((message as { response: ServerResponse }).response),
  );
}

const now = (): number => performance.now();

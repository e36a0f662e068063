/** Requests that the app answers, by HTTP/1 and HTTP/2. */

import type { ServerResponse } from 'node:http';
import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Sample } from '@pmx/protocol';
import { listen } from './channels';
import { InFlight } from './in-flight';
import { LogHistogram } from './log-histogram';
import type { Probe } from './probe';

/** What is known of the app's servers anyhow. */
export interface AppServers {
  /** Calls for each HTTP/2 connection, those that are open already included. @returns what ends it */
  watchSessions(found: (session: ServerHttp2Session) => void): () => void;
  /** HTTP/1 requests that are being answered. */
  countRequests(): number;
}

/** Requests per second above which not each of them is timed. */
const TIMED_PER_SECOND = 500;

export function watchHttpServer(servers: AppServers): Probe {
  const answers = new Answers();
  // All are counted, but to time each one would cost a busy server several per cent.
  const timed = new InFlight<ServerResponse>((response) => response.destroyed);
  let stride = 1;
  let untimed = 0;
  const streams = new Http2Streams(answers);
  const unlisten = listen({
    'http.server.request.start': (message) => {
      untimed += 1;
      if (untimed < stride) return;
      untimed = 0;
      timed.start((message as { response: ServerResponse }).response);
    },
    'http.server.response.finish': (message) => {
      const { response } = message as { response: ServerResponse };
      answers.count(response.statusCode);
      if (timed.size === 0) return;
      const time = timed.finish(response);
      if (time !== null) answers.time(time);
    },
  });
  const unwatch = servers.watchSessions((session) => streams.watch(session));
  return {
    read(sample, seconds) {
      timed.prune();
      stride = Math.max(1, Math.ceil(answers.total / seconds / TIMED_PER_SECOND));
      sample['http.server.inflight'] = servers.countRequests() + streams.open;
      answers.read(sample, seconds);
    },
    stop() {
      unlisten();
      unwatch();
      streams.stop();
    },
  };
}

/** Requests that were answered: how many of each class, and how fast. */
export class Answers {
  private readonly latency = new LogHistogram();
  /** By the first digit of the status: an app may send any number from 100 to 999. */
  private readonly classes = new Float64Array(10);

  /** Runs for each request of the app. */
  count(status: number): void {
    this.classes[(status / 100) | 0]! += 1;
  }

  /** Since the last reading. */
  get total(): number {
    return this.classes.reduce((sum, count) => sum + count, 0);
  }

  /** @param time milliseconds */
  time(time: number): void {
    this.latency.record(time);
  }

  /** Adds what came since the last reading; without any answer there is no latency. */
  read(sample: Sample, seconds: number): void {
    sample['http.server.rate'] = this.total / seconds;
    for (const first of [1, 2, 3, 4, 5] as const) {
      sample[`http.server.${first}xx`] = this.classes[first]! / seconds;
    }
    addLatency(sample, 'http.server', this.latency);
    this.classes.fill(0);
  }
}

type Timed = 'http.server' | 'http.client' | 'dns';

/** Puts the percentiles into the sample, and begins anew. */
export function addLatency(sample: Sample, name: Timed, latency: LogHistogram): void {
  if (latency.count > 0) {
    const [p50, p95, p99] = latency.percentiles([0.5, 0.95, 0.99]);
    Object.assign(sample, { [`${name}.p50`]: p50, [`${name}.p95`]: p95, [`${name}.p99`]: p99 });
  }
  latency.clear();
}

/** HTTP/2 has no channels before Node 24, but its streams always end by 'close'. */
class Http2Streams {
  open = 0;
  private readonly sessions = new Set<ServerHttp2Session>();

  constructor(private readonly answers: Answers) {}

  watch(session: ServerHttp2Session): void {
    this.sessions.add(session);
    session.prependListener('stream', this.onStream);
    session.once('close', () => this.sessions.delete(session));
  }

  stop(): void {
    for (const session of this.sessions) session.off('stream', this.onStream);
    this.sessions.clear();
  }

  private readonly onStream = (stream: ServerHttp2Stream): void => {
    const begun = performance.now();
    this.open += 1;
    stream.once('close', () => {
      this.open -= 1;
      const status = Number(stream.sentHeaders?.[':status']);
      if (stream.aborted || !(status > 0)) return;
      this.answers.count(status);
      this.answers.time(performance.now() - begun);
    });
  };
}

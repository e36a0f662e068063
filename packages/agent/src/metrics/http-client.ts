/** What the app asks of others: by node:http, and by fetch and undici. */

import type { ClientRequest } from 'node:http';
import { listen } from './channels';
import { addLatency } from './http-server';
import { InFlight } from './in-flight';
import { LogHistogram } from './log-histogram';
import type { Probe } from './probe';

interface UndiciMessage {
  request: object;
}

/** The time is that to the response's headers. */
export function watchHttpClient(): Probe {
  const latency = new LogHistogram();
  let errors = 0;
  const answered = (time: number | null): void => {
    if (time !== null) latency.record(time);
  };
  // Not every Node tells of an error on a channel; one that was given up without a response is the same everywhere.
  const requests = new InFlight<ClientRequest>(
    (request) => request.destroyed,
    () => {
      errors += 1;
    },
  );
  const fetches = new InFlight<object>(() => false);
  const unlisten = listen({
    'http.client.request.start': (message) => requests.start((message as { request: ClientRequest }).request),
    'http.client.response.finish': (message) =>
      answered(requests.finish((message as { request: ClientRequest }).request)),
    'undici:request:create': (message) => fetches.start((message as UndiciMessage).request),
    'undici:request:headers': (message) => answered(fetches.finish((message as UndiciMessage).request)),
    'undici:request:error': (message) => {
      if (fetches.finish((message as UndiciMessage).request) !== null) errors += 1;
    },
  });
  return {
    read(sample, seconds) {
      requests.prune();
      sample['http.client.rate'] = (latency.count + errors) / seconds;
      sample['http.client.errors'] = errors / seconds;
      addLatency(sample, 'http.client', latency);
      errors = 0;
    },
    stop: unlisten,
  };
}

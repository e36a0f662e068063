/** `@pmx/agent` as apps load it. Its types, and what each function promises, are in public.d.ts. */

import { isMainThread } from 'node:worker_threads';
import { clusterOfWorker } from '../drain/orphan';
import { Actions } from '../metrics/actions';
import { AuthorMetrics, Counter, Gauge, Histogram, Meter } from '../metrics/author';
import { findLink } from './link';
import type * as api from './public';
import { Shutdown } from './shutdown';
import { watchStopRequests } from './stop-requests';

const link = findLink(globalThis);

/** In cluster mode pmx is reached through Node's own channel, also by an app without the agent. */
const isSupervised = link !== null || (isMainThread && clusterOfWorker() !== null);

const shutdown = new Shutdown({
  watch: (stop) =>
    watchStopRequests(
      process,
      { signals: ['SIGINT', 'SIGTERM', link?.stopSignal ?? 'SIGINT'], messages: isSupervised },
      stop,
    ),
  failed: (error) => console.error(error),
  ended: (succeeded) => {
    if (!succeeded) process.exitCode = 1;
    process.exit();
  },
});

export const ready: typeof api.ready = () => {
  // With a callback, a channel that is closed is no error.
  if (isSupervised) process.send?.('ready', undefined, undefined, () => {});
};

export const onShutdown: typeof api.onShutdown = (fn) => {
  assertFunction('onShutdown', fn);
  return shutdown.add(fn);
};

export const isDraining: typeof api.isDraining = () => shutdown.isUnderWay || link?.isDraining() === true;

export const onDrain: typeof api.onDrain = (fn) => {
  assertFunction('onDrain', fn);
  return link?.onDrain(fn) ?? (() => {});
};

// Without an agent all of it works the same, and nobody reads it.
const metrics = link?.metrics ?? new AuthorMetrics();
const actions = link?.actions ?? new Actions();

export const metric: typeof api.metric = (name, { unit = '', value } = {}) => {
  if (value !== undefined) assertFunction('metric', value);
  return metrics.register(name, unit, 'metric', () => new Gauge(value ?? null));
};

export const counter: typeof api.counter = (name, { unit = '' } = {}) =>
  metrics.register(name, unit, 'counter', () => new Counter());

export const meter: typeof api.meter = (name, { unit = '' } = {}) =>
  metrics.register(name, unit, 'meter', () => new Meter());

export const histogram: typeof api.histogram = (name, { unit = '' } = {}) =>
  metrics.register(name, unit, 'histogram', () => new Histogram());

export const action: typeof api.action = (name, fn) => actions.add(name, fn);

function assertFunction(name: string, value: unknown): void {
  if (typeof value !== 'function')
    throw new TypeError(`${name} needs a function, and was given ${String(value)}.`);
}

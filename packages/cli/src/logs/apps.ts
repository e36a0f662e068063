/** Which instances there are, from now on: told again whenever the daemon says that something happened. */

import type { BusEvent, InstanceDetails, Target } from '@pmx/protocol';
import { PmxError } from '@pmx/protocol';

/** The part of a client that following needs. */
export interface LogClient {
  call(method: 'describe', params: { targets: Target[] }): Promise<{ apps: InstanceDetails[] }>;
  call(method: 'subscribe', params: { events: string[] }): Promise<unknown>;
  close(): void;
}

export interface LogClientEvents {
  onEvent(event: BusEvent): void;
  onClose(): void;
}

/** Opens a connection to a daemon that runs; never launches one. */
export type OpenClient = (events: LogClientEvents) => Promise<LogClient>;

export interface WatchAppsOptions {
  open: OpenClient;
  targets: Target[];
  /** Called with the first answer, and whenever the instances may have changed. */
  onApps(apps: InstanceDetails[]): Promise<void>;
  signal: AbortSignal;
  /** Milliseconds between two questions, and between two attempts to connect. */
  interval?: number;
}

/** Milliseconds: a crash loop of many apps may not become a storm of questions. */
const INTERVAL = 1_000;

/**
 * Until `signal` is aborted; the daemon may end and come back meanwhile.
 * @throws {PmxError} when the first connection or the first question fails: PMX_ERR_UNKNOWN_APP, say
 */
export async function watchApps(options: WatchAppsOptions): Promise<void> {
  await watchOnce(options, true);
  while (!options.signal.aborted) {
    await pause(options);
    // A daemon that is not back yet is asked again; the apps and their files go on without it.
    await watchOnce(options, false).catch(ignoreCoded);
  }
}

/** One connection, until it ends. */
async function watchOnce(options: WatchAppsOptions, first: boolean): Promise<void> {
  const { open, signal } = options;
  if (signal.aborted) return;
  const news = new News();
  const client = await open({ onEvent: () => news.tell(), onClose: () => news.end() });
  const stop = (): void => news.end();
  signal.addEventListener('abort', stop);
  try {
    // First subscribed, then asked: nothing falls between the two.
    await client.call('subscribe', { events: ['process:event'] });
    await report(client, options, first);
    while (await news.next()) {
      await report(client, options, false);
      await pause(options);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    client.close();
  }
}

async function report(
  client: LogClient,
  { targets, onApps }: WatchAppsOptions,
  first: boolean,
): Promise<void> {
  try {
    const { apps } = await client.call('describe', { targets });
    await onApps(apps);
  } catch (error) {
    // Later on it only means that the last of these apps was deleted, and may come back.
    const isGone = error instanceof PmxError && GONE.has(error.code);
    if (first || !isGone) throw error;
    await onApps([]);
  }
}

const GONE = new Set(['PMX_ERR_UNKNOWN_APP', 'PMX_ERR_NOTHING_TO_DO']);

function ignoreCoded(error: unknown): void {
  if (!(error instanceof PmxError)) throw error;
}

function pause({ signal, interval = INTERVAL }: WatchAppsOptions): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, interval);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}

/** Any number of events until somebody looks are one piece of news. */
class News {
  private pending = false;
  private ended = false;
  private wake: (() => void) | null = null;

  tell(): void {
    this.pending = true;
    this.wake?.();
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** @returns false: there will be none any more */
  async next(): Promise<boolean> {
    if (!this.pending && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.pending = false;
    return !this.ended;
  }
}

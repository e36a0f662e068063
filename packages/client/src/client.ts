/** One connection to the daemon, with the calls typed. */

import type { Socket } from 'node:net';
import {
  type ApiMethod,
  type ApiRequests,
  type BusEvent,
  type DroppedParams,
  type MonitorTick,
  PmxError,
  type ProgressParams,
  speakerOf,
} from '@pmx/protocol';
import { Peer } from '@pmx/system';
import { limitsOf } from './deadlines';
import { VERSION } from './version';

export interface ClientEvents {
  /** Events that were asked for with `subscribe`. */
  onEvent?(event: BusEvent): void;
  /** What has changed since `monitor` was answered, once a second. */
  onTick?(tick: MonitorTick): void;
  /** So many notifications were missed, because what had come before was not read in time. */
  onDropped?(count: number): void;
  /** The connection ended, whoever ended it. */
  onClose?(): void;
}

export class Client {
  private readonly peer: Peer;

  constructor(
    socket: Socket,
    private readonly events: ClientEvents = {},
  ) {
    this.peer = new Peer(socket, {
      onNotification: (method, params) => {
        if (method === 'event') this.events.onEvent?.(params as BusEvent);
        else if (method === 'tick') this.events.onTick?.(params as MonitorTick);
        else if (method === 'dropped') this.events.onDropped?.((params as DroppedParams).notifications);
      },
      onClose: () => this.events.onClose?.(),
    });
  }

  /**
   * Asks the daemon.
   * @throws {PmxError} what the daemon answered; PMX_ERR_TIMEOUT when it says nothing for 4 seconds;
   *   PMX_ERR_DAEMON_GONE when the connection ends first
   */
  async call<M extends ApiMethod>(
    method: M,
    params: ApiRequests[M]['params'],
    onProgress?: (progress: ProgressParams) => void,
  ): Promise<ApiRequests[M]['result']> {
    const limits = { ...limitsOf(method), from: speakerOf(VERSION) };
    try {
      return (await this.peer.call(method, params, onProgress ? { ...limits, onProgress } : limits)) as never;
    } catch (error) {
      throw withAdvice(error, method);
    }
  }

  get isClosed(): boolean {
    return this.peer.isClosed;
  }

  /** Ends the connection; calls without an answer fail. */
  close(): void {
    this.peer.destroy();
  }
}

const ADVICE: Partial<Record<string, string>> = {
  PMX_ERR_TIMEOUT:
    'The daemon may be stopped or overloaded; apps are not affected. See daemon.log in the home; ' +
    'ending the daemon is safe: it comes back and apps go on.',
  PMX_ERR_DAEMON_GONE: 'The daemon ended meanwhile; apps are not affected. Run the command again.',
};

function withAdvice(error: unknown, method: string): unknown {
  const advice = error instanceof PmxError ? ADVICE[error.code] : undefined;
  if (!(error instanceof PmxError) || advice === undefined) return error;
  const message =
    error.code === 'PMX_ERR_TIMEOUT' ? `The daemon does not answer \`${method}\`.` : error.message;
  return new PmxError(error.code, message, advice, error.details);
}

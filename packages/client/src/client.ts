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

/** They change nothing: when a daemon ends before it has answered, the next one is asked. */
const REPEATABLE: ReadonlySet<ApiMethod> = new Set(['list', 'describe', 'history', 'why', 'metrics']);

/** Daemons that end one after the other are no accident. */
const MAX_REPEATS = 3;

export class Client {
  private peer: Peer;
  private reopening: Promise<boolean> | null = null;
  private isOver = false;

  /** @param reopen connects to the next daemon, or gives null when none comes; null: a connection that is lost stays lost */
  constructor(
    socket: Socket,
    private readonly events: ClientEvents = {},
    private readonly reopen: (() => Promise<Socket | null>) | null = null,
  ) {
    this.peer = this.peerOn(socket);
  }

  private peerOn(socket: Socket): Peer {
    return new Peer(socket, {
      onNotification: (method, params) => {
        if (method === 'event') this.events.onEvent?.(params as BusEvent);
        else if (method === 'tick') this.events.onTick?.(params as MonitorTick);
        else if (method === 'dropped') this.events.onDropped?.((params as DroppedParams).notifications);
      },
      onClose: () => this.events.onClose?.(),
    });
  }

  /**
   * Asks the daemon; or, when it ends meanwhile and the question changes nothing, the next one.
   * @throws {PmxError} what the daemon answered; PMX_ERR_TIMEOUT when it says nothing for 4 seconds;
   *   PMX_ERR_DAEMON_GONE when the connection ends first
   */
  async call<M extends ApiMethod>(
    method: M,
    params: ApiRequests[M]['params'],
    onProgress?: (progress: ProgressParams) => void,
  ): Promise<ApiRequests[M]['result']> {
    const limits = { ...limitsOf(method), from: speakerOf(VERSION) };
    const options = onProgress ? { ...limits, onProgress } : limits;
    for (let repeats = 0; ; repeats += 1) {
      try {
        return (await this.peer.call(method, params, options)) as never;
      } catch (error) {
        const isLast = repeats >= MAX_REPEATS || !this.canRepeat(method, error);
        if (isLast || !(await this.reconnect())) throw withAdvice(error, method);
      }
    }
  }

  private canRepeat(method: ApiMethod, error: unknown): boolean {
    const isLost = error instanceof PmxError && error.code === 'PMX_ERR_DAEMON_GONE';
    return isLost && REPEATABLE.has(method) && this.reopen !== null && !this.isOver;
  }

  /** Once, for all calls that wait for it. @returns whether there is a next daemon */
  private reconnect(): Promise<boolean> {
    if (!this.peer.isClosed) return Promise.resolve(true);
    this.reopening ??= this.open().finally(() => {
      this.reopening = null;
    });
    return this.reopening;
  }

  private async open(): Promise<boolean> {
    const socket = (await this.reopen?.()) ?? null;
    if (socket === null) return false;
    this.peer = this.peerOn(socket);
    if (this.isOver) this.peer.destroy();
    return true;
  }

  get isClosed(): boolean {
    return this.peer.isClosed;
  }

  /** Ends the connection; calls without an answer fail. */
  close(): void {
    this.isOver = true;
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

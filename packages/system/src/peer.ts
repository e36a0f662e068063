/** One end of a JSON-RPC connection over a stream socket. */

import type { Socket } from 'node:net';
import {
  encodeFrame,
  errorOf,
  FrameDecoder,
  failure,
  isNotification,
  isRecord,
  isRequest,
  MAX_MESSAGE_BYTES,
  notification,
  PmxError,
  type ProgressParams,
  parseMessage,
  parseSpeaker,
  type RpcMessage,
  type RpcRequest,
  request,
  type Speaker,
  success,
} from '@pmx/protocol';

export interface PeerHandlers {
  /** Answers a request of the other end; what it throws is sent back as a coded error. */
  onRequest?(method: string, params: unknown, peer: Peer, id: number, from: Speaker | null): unknown;
  onNotification?(method: string, params: unknown, peer: Peer): void;
  /** The connection ended; pending calls have been rejected before. */
  onClose?(peer: Peer): void;
}

export interface PeerOptions {
  maxMessageBytes?: number;
  /** Bytes waiting to be sent above which notifications are dropped and counted, and no request is begun. */
  maxQueuedBytes?: number;
  /** Requests of the other end that are carried out at a time (1,000); further ones wait, and nothing more is read. */
  maxInFlight?: number;
}

export interface CallOptions {
  /** Milliseconds; 0 waits for as long as the connection lives. */
  deadline: number;
  /** The deadline counts from the last `progress` that names this call, not from its beginning. */
  idle?: boolean;
  onProgress?(progress: ProgressParams): void;
  /** Told with the request. */
  from?: Speaker;
}

interface PendingCall {
  resolve(result: unknown): void;
  reject(error: PmxError): void;
  timer: NodeJS.Timeout | null;
  options: CallOptions;
  /** How often the other end has said how far it is. */
  signs: number;
}

const DEFAULT_MAX_QUEUED = 4 * 1024 * 1024;
const DEFAULT_MAX_IN_FLIGHT = 1_000;

export class Peer {
  /** Notifications that a slow reader missed; it is told with the next one, or when it has read what waits for it. */
  dropped = 0;
  private untold = 0;
  /** Messages that wait because the other end does not read its answers, or asks too much at a time: those of one read. */
  private inbox: unknown[] = [];
  private working = false;
  /** Requests that are being carried out. */
  private inFlight = 0;
  private hasServed = false;
  private readonly decoder: FrameDecoder;
  private readonly pending = new Map<number, PendingCall>();
  private readonly maxQueuedBytes: number;
  private readonly maxInFlight: number;
  private nextId = 1;
  private closed = false;

  constructor(
    readonly socket: Socket,
    private readonly handlers: PeerHandlers,
    options: PeerOptions = {},
  ) {
    this.decoder = new FrameDecoder(options.maxMessageBytes ?? MAX_MESSAGE_BYTES);
    this.maxQueuedBytes = options.maxQueuedBytes ?? DEFAULT_MAX_QUEUED;
    this.maxInFlight = options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT;
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    // 'close' follows every error; there is nothing to add to it.
    socket.on('error', () => {});
    socket.on('close', () => this.finish());
    socket.on('drain', () => this.drained());
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /**
   * Asks the other end.
   * @param limits the deadline in milliseconds, or all options
   * @throws {PmxError} PMX_ERR_TIMEOUT, PMX_ERR_DAEMON_GONE, or what the other end answered
   */
  call(method: string, params: unknown, limits: number | CallOptions): Promise<unknown> {
    const options = typeof limits === 'number' ? { deadline: limits } : limits;
    const { deadline } = options;
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(connectionLost(method));
        return;
      }
      const id = this.nextId++;
      const timer = deadline > 0 ? setTimeout(() => this.expire(id, method, deadline), deadline) : null;
      this.pending.set(id, { resolve, reject, timer, options, signs: 0 });
      this.socket.write(encodeFrame(request(id, method, params, options.from)));
    });
  }

  /** Bytes that the other end has not taken yet. */
  get unread(): number {
    return this.socket.writableLength;
  }

  /** Tells the other end something. A reader too slow to take it misses it, and `dropped` goes up. */
  notify(method: string, params: unknown): boolean {
    if (this.closed || this.socket.writableLength > this.maxQueuedBytes) {
      this.dropped += 1;
      this.untold += 1;
      return false;
    }
    this.tellDropped();
    this.socket.write(encodeFrame(notification(method, params)));
    return true;
  }

  /** Ends the connection after what is queued has been sent. */
  close(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    let frames: unknown[];
    try {
      frames = this.decoder.push(chunk);
    } catch (error) {
      this.refuse(error);
      return;
    }
    this.inbox.push(...frames);
    this.work();
  }

  /** Goes through what has come, until the other end has to read first (invariant 6). */
  private work(): void {
    // A request that is answered at once comes here from within.
    if (this.working) return;
    this.working = true;
    const { inbox } = this;
    let next = 0;
    while (next < inbox.length && !this.isCongested && !this.closed) this.handle(inbox[next++]);
    this.inbox = this.closed ? [] : inbox.slice(next);
    this.working = false;
    if (this.inbox.length > 0) this.socket.pause();
    else if (this.socket.isPaused()) this.socket.resume();
  }

  private handle(frame: unknown): void {
    try {
      this.dispatch(parseMessage(frame));
    } catch (error) {
      this.answer(failure(null, error));
    }
  }

  /** Only one that answers requests waits: two ends that both did could wait for each other. */
  private get isCongested(): boolean {
    const tooMuch = this.inFlight >= this.maxInFlight || this.socket.writableLength > this.maxQueuedBytes;
    return this.hasServed && tooMuch;
  }

  private drained(): void {
    this.tellDropped();
    if (this.inbox.length > 0) this.work();
  }

  private tellDropped(): void {
    if (this.untold === 0 || this.closed) return;
    this.socket.write(encodeFrame(notification('dropped', { notifications: this.untold })));
    this.untold = 0;
  }

  /** After a broken frame nothing can be understood any more: say why and end the connection. */
  private refuse(error: unknown): void {
    this.socket.removeAllListeners('data');
    this.socket.end(encodeFrame(failure(null, error)));
    this.socket.destroySoon();
  }

  private dispatch(message: RpcMessage): void {
    if (isRequest(message)) {
      void this.serve(message);
    } else if (isNotification(message)) {
      if (message.method === 'progress') this.progress(message.params);
      this.handlers.onNotification?.(message.method, message.params, this);
    } else if (message.id !== null) {
      const call = this.take(message.id);
      if ('error' in message) call?.reject(errorOf(message));
      else call?.resolve(message.result);
    }
  }

  private progress(params: unknown): void {
    if (!isRecord(params)) return;
    const call = this.pending.get(params.request as number);
    if (call === undefined) return;
    call.signs += 1;
    if (call.options.idle) call.timer?.refresh();
    call.options.onProgress?.(params as unknown as ProgressParams);
  }

  private async serve({ id, method, params, from }: RpcRequest): Promise<void> {
    this.hasServed = true;
    this.inFlight += 1;
    try {
      if (!this.handlers.onRequest) throw new PmxError('PMX_ERR_UNKNOWN_METHOD', `No method ${method} here.`);
      const result = await this.handlers.onRequest(method, params, this, id, parseSpeaker(from));
      this.answer(success(id, result ?? null));
    } catch (error) {
      this.answer(failure(id, error));
    } finally {
      this.inFlight -= 1;
      if (this.inbox.length > 0) this.work();
    }
  }

  private answer(message: RpcMessage): void {
    if (!this.closed) this.socket.write(encodeFrame(message));
  }

  /**
   * The time is over. Where this process itself was held up, the answer waits to be read: that comes first, in the turn of
   * the event loop between timers and immediates.
   */
  private expire(id: number, method: string, deadline: number): void {
    const call = this.pending.get(id);
    const { signs } = call ?? { signs: 0 };
    setImmediate(() => {
      if (call?.options.idle && call.signs > signs) return;
      this.take(id)?.reject(tooLate(method, deadline));
    });
  }

  private take(id: number): PendingCall | undefined {
    const call = this.pending.get(id);
    this.pending.delete(id);
    if (call?.timer) clearTimeout(call.timer);
    return call;
  }

  private finish(): void {
    this.closed = true;
    this.inbox = [];
    for (const id of [...this.pending.keys()]) this.take(id)?.reject(connectionLost('the call'));
    this.handlers.onClose?.(this);
  }
}

const tooLate = (method: string, deadline: number): PmxError =>
  new PmxError(
    'PMX_ERR_TIMEOUT',
    `No answer to ${method} within ${deadline} ms.`,
    'The process at the other end may be stopped or overloaded.',
    { method, deadline },
  );

function connectionLost(what: string): PmxError {
  return new PmxError('PMX_ERR_DAEMON_GONE', `The connection ended before ${what} was answered.`);
}

/** daemon.sock: JSON-RPC for the CLI and other programs. */

import { createServer, type Server, type Socket } from 'node:net';
import { type ApiMethod, type BusEvent, PmxError, type Speaker } from '@pmx/protocol';
import { Guests, Peer } from '@pmx/system';
import type { Viewer } from '../metrics/monitors';
import { checkSpeaker, noMethod } from './compatibility';
import type { Call, methodsOf } from './methods';
import { PARAMS } from './params';

/** Milliseconds between signs of life during a long operation; clients give up after 4 s without one. */
const HEARTBEAT = 1_000;

/** Connections on which nothing is under way. */
const MAX_IDLE = 256;
const MAX_SUBSCRIBERS = 256;
/** Calls of one connection that are carried out at a time; the next ones wait. */
const MAX_CALLS = 256;

interface Asked {
  method: string;
  params: unknown;
  id: number;
  from: Speaker | null;
}

export class ApiServer {
  readonly server: Server;
  private readonly underWay = new Map<Peer, Set<AbortController>>();
  private readonly subscriptions = new Map<Peer, Set<string>>();
  private readonly idle = new Guests(MAX_IDLE);
  private isEnding = false;

  constructor(
    private readonly methods: ReturnType<typeof methodsOf>,
    /** Of pmx. */
    private readonly version: string,
    /** A connection has ended. */
    private readonly onGone: (viewer: Viewer) => void = () => {},
  ) {
    this.server = createServer((socket) => this.greet(socket));
  }

  /** The daemon ends. Who asks something now gets no answer, and learns from the end of the connection that nothing was done. */
  close(): void {
    this.isEnding = true;
    this.server.close();
  }

  publish(event: BusEvent): void {
    for (const [peer, events] of this.subscriptions) {
      if (events.has(event.event) || events.has('*')) peer.notify('event', event);
    }
  }

  private greet(socket: Socket): void {
    let calls = 0;
    const peer = new Peer(
      socket,
      {
        onRequest: async (method, params, _peer, id, from) => {
          calls += 1;
          this.idle.release(peer);
          try {
            return await this.serve(peer, { method, params, id, from });
          } finally {
            calls -= 1;
            if (calls === 0) this.rest(peer);
          }
        },
        onClose: () => this.forget(peer),
      },
      { maxInFlight: MAX_CALLS },
    );
    this.idle.admit(peer);
  }

  private rest(peer: Peer): void {
    if (!peer.isClosed && !this.subscriptions.has(peer)) this.idle.admit(peer);
  }

  private forget(peer: Peer): void {
    this.idle.release(peer);
    this.subscriptions.delete(peer);
    this.onGone(peer);
    for (const gone of this.underWay.get(peer) ?? []) gone.abort();
  }

  /** @throws {PmxError} PMX_ERR_UNSUPPORTED when too many listen already */
  private subscribe(peer: Peer, events: string[]): void {
    if (this.subscriptions.size >= MAX_SUBSCRIBERS && !this.subscriptions.has(peer)) {
      throw new PmxError(
        'PMX_ERR_UNSUPPORTED',
        `${MAX_SUBSCRIBERS} programs subscribe to events already.`,
        'End some of them.',
      );
    }
    if (!peer.isClosed) this.subscriptions.set(peer, new Set(events));
  }

  private async serve(peer: Peer, { method, params, id, from }: Asked): Promise<unknown> {
    if (this.isEnding) await new Promise(() => {});
    checkSpeaker(from, method, this.version);
    if (!Object.hasOwn(this.methods, method)) throw noMethod(method, from, this.version);
    const name = method as ApiMethod;
    const checked = PARAMS[name](params, '');
    const { call, done } = this.callOf(peer, id);
    try {
      return await (this.methods[name] as (params: unknown, call: Call) => unknown)(checked, call);
    } finally {
      done();
    }
  }

  /** @returns what ends the watching */
  private watchEnd(peer: Peer, gone: AbortController): () => void {
    const calls = this.underWay.get(peer) ?? new Set();
    this.underWay.set(peer, calls.add(gone));
    return () => {
      calls.delete(gone);
      if (calls.size === 0) this.underWay.delete(peer);
    };
  }

  private callOf(peer: Peer, id: number): { call: Call; done(): void } {
    let last = { done: 0, total: 0, message: '' };
    const tell = (): void => void peer.notify('progress', { request: id, ...last });
    const heartbeat = setInterval(tell, HEARTBEAT);
    const gone = new AbortController();
    const ended = this.watchEnd(peer, gone);
    const call: Call = {
      gone: gone.signal,
      progress: {
        report: (progress) => {
          last = progress;
          tell();
        },
      },
      stay: () => {
        this.subscribe(peer, [...(this.subscriptions.get(peer) ?? [])]);
        return peer;
      },
      subscribe: (events) => this.subscribe(peer, events),
    };
    const done = (): void => {
      clearInterval(heartbeat);
      ended();
    };
    return { call, done };
  }
}

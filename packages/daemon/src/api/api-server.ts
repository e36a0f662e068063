/** daemon.sock: JSON-RPC for the CLI and other programs. */

import { createServer, type Server, type Socket } from 'node:net';
import { type ApiMethod, type BusEvent, PmxError } from '@pmx/protocol';
import { Peer } from '@pmx/system';
import type { Call, methodsOf } from './methods';
import { PARAMS } from './params';

/** Milliseconds between signs of life during a long operation; clients give up after 4 s without one. */
const HEARTBEAT = 1_000;

export class ApiServer {
  readonly server: Server;
  private readonly subscriptions = new Map<Peer, Set<string>>();

  constructor(private readonly methods: ReturnType<typeof methodsOf>) {
    this.server = createServer((socket) => this.greet(socket));
  }

  publish(event: BusEvent): void {
    for (const [peer, events] of this.subscriptions) {
      if (events.has(event.event) || events.has('*')) peer.notify('event', event);
    }
  }

  private greet(socket: Socket): void {
    const peer = new Peer(socket, {
      onRequest: (method, params, _peer, id) => this.serve(peer, method, params, id),
      onClose: () => void this.subscriptions.delete(peer),
    });
  }

  private async serve(peer: Peer, method: string, params: unknown, id: number): Promise<unknown> {
    if (!Object.hasOwn(this.methods, method)) {
      throw new PmxError(
        'PMX_ERR_UNKNOWN_METHOD',
        `There is no method ${JSON.stringify(method.slice(0, 100))}.`,
      );
    }
    const name = method as ApiMethod;
    const checked = PARAMS[name](params, '');
    const { call, done } = this.callOf(peer, id);
    try {
      return await (this.methods[name] as (params: unknown, call: Call) => unknown)(checked, call);
    } finally {
      done();
    }
  }

  private callOf(peer: Peer, id: number): { call: Call; done(): void } {
    let last = { done: 0, total: 0, message: '' };
    const tell = (): void => void peer.notify('progress', { request: id, ...last });
    const heartbeat = setInterval(tell, HEARTBEAT);
    const call: Call = {
      progress: {
        report: (progress) => {
          last = progress;
          tell();
        },
      },
      subscribe: (events) => void this.subscriptions.set(peer, new Set(events)),
    };
    return { call, done: () => clearInterval(heartbeat) };
  }
}

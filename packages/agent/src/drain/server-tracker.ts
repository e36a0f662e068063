/**
 * The servers of the app, from when they listen. Nothing is done per request, nor per connection in the clear; TLS and
 * HTTP/2 connections are kept in a set, because they can't be found from their sockets.
 */

import type { ServerHttp2Session } from 'node:http2';
import type { Server, Socket } from 'node:net';
import type { ListeningAddress } from '@pmx/protocol';

export interface TrackerEvents {
  listening(address: ListeningAddress): void;
  /** A new HTTP/2 connection. */
  session(session: ServerHttp2Session): void;
}

export class ServerTracker {
  readonly servers = new Set<Server>();
  readonly tlsSockets = new Set<Socket>();
  readonly sessions = new Set<ServerHttp2Session>();
  private readonly known = new WeakSet<Server>();

  constructor(private readonly events: TrackerEvents) {}

  /** Where the app listens now. */
  get addresses(): ListeningAddress[] {
    return [...this.servers].filter((server) => server.listening).map(addressOf);
  }

  /** A server listens, or is about to. */
  add(server: Server): void {
    this.servers.add(server);
    if (this.known.has(server)) return;
    this.known.add(server);
    if (server.listening) this.events.listening(addressOf(server));
    server.on('listening', () => this.listens(server));
    server.on('close', () => this.servers.delete(server));
    server.on('secureConnection', (socket: Socket) => keep(this.tlsSockets, socket));
    server.on('session', (session: ServerHttp2Session) => {
      keep(this.sessions, session);
      this.events.session(session);
    });
  }

  private listens(server: Server): void {
    this.servers.add(server);
    this.events.listening(addressOf(server));
  }
}

function keep<T extends { once(event: 'close', listener: () => void): unknown }>(set: Set<T>, one: T): void {
  set.add(one);
  one.once('close', () => set.delete(one));
}

function addressOf(server: Server): ListeningAddress {
  const where = server.address();
  return {
    address: typeof where === 'object' ? (where?.address ?? null) : null,
    port: typeof where === 'object' ? (where?.port ?? null) : null,
    path: typeof where === 'string' ? where : null,
  };
}

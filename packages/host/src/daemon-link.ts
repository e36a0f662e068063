/** The connection to the daemon: one at a time, the newest. */

import type { Socket } from 'node:net';
import { type HostNotification, type HostNotifications, PmxError } from '@pmx/protocol';
import { Guests, Peer } from '@pmx/system';

/** Bytes waiting for the daemon above which what can be missed is not sent. */
const MAX_OFFERED = 1024 * 1024;
/** Connections that have not said host.hello yet. */
const MAX_STRANGERS = 16;

export interface DaemonLinkEvents {
  request(method: string, params: unknown): unknown;
  /** A daemon has said hello. */
  connected(): void;
  /** Its connection ended, and it had not said that it leaves. */
  lost(): void;
  /** Its connection ended, as it had said. */
  left(): void;
}

export class DaemonLink {
  private daemon: Peer | null = null;
  private leaving = false;
  private closing = false;
  private readonly strangers = new Guests(MAX_STRANGERS);

  constructor(private readonly events: DaemonLinkEvents) {}

  get isConnected(): boolean {
    return this.daemon !== null;
  }

  accept(socket: Socket): void {
    const peer = new Peer(socket, {
      onRequest: (method, params) => this.serve(peer, method, params),
      onNotification: (method) => {
        if (method === 'daemon.leaving' && peer === this.daemon) this.leaving = true;
      },
      onClose: () => this.closed(peer),
    });
    this.strangers.admit(peer);
  }

  /** Tells the daemon, when there is one. One too slow to listen is cut off: it learns the rest by its next hello. */
  notify<Name extends HostNotification>(method: Name, params: HostNotifications[Name]): void {
    if (this.daemon !== null && !this.daemon.notify(method, params)) this.daemon.destroy();
  }

  /**
   * Tells the daemon something that it can do without.
   * @returns false when there is no daemon or it is slow to listen; nothing was sent then
   */
  offer<Name extends HostNotification>(method: Name, params: HostNotifications[Name]): boolean {
    if (this.daemon === null || this.daemon.socket.writableLength > MAX_OFFERED) return false;
    return this.daemon.notify(method, params);
  }

  /** Makes this connection the daemon's, and ends the one before it. */
  welcome(peer: Peer): void {
    const former = this.daemon;
    this.strangers.release(peer);
    this.daemon = peer;
    this.leaving = false;
    if (former !== null && former !== peer) former.destroy();
    this.events.connected();
  }

  close(): void {
    this.closing = true;
    this.daemon?.close();
    this.strangers.closeAll();
  }

  private async serve(peer: Peer, method: string, params: unknown): Promise<unknown> {
    if (method !== 'host.hello' && peer !== this.daemon) {
      throw new PmxError(
        'PMX_ERR_PROTOCOL',
        `${method} came on a connection that is not the daemon's.`,
        'Say host.hello.',
      );
    }
    const result = await this.events.request(method, params);
    if (method === 'host.hello' && !peer.isClosed) this.welcome(peer);
    return result;
  }

  private closed(peer: Peer): void {
    this.strangers.release(peer);
    if (peer !== this.daemon) return;
    this.daemon = null;
    if (this.closing) return;
    if (this.leaving) this.events.left();
    else this.events.lost();
  }
}

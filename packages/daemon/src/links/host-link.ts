/** The daemon's line to one host, the keeper or a cluster's primary: one connection, brought back when it ends. */

import { connect as connectSocket, type Socket } from 'node:net';
import {
  type HostedProcess,
  type HostHello,
  type HostMethod,
  type HostNotification,
  type HostNotifications,
  type HostRequests,
  PmxError,
  PROTOCOL_VERSION,
} from '@pmx/protocol';
import { Peer } from '@pmx/system';
import type { Log } from '../log';

/** Milliseconds that a host has for an answer. */
const DEADLINE = 10_000;
/** Milliseconds between attempts to bring a host back. */
const RETRY_DELAY = 1_000;
const CONNECT_INTERVAL = 10;
const CONNECT_DEADLINE = 10_000;

export interface HostPorts {
  /** `the keeper`, for people. */
  name: string;
  socketPath: string;
  version: string;
  /** Starts the host's process; one that finds another one running ends by itself. */
  launch(): void | Promise<void>;
  /** Whether to bring it back when its connection ends. */
  isWanted(): boolean;
  log: Log;
  onNotification<N extends HostNotification>(name: N, params: HostNotifications[N]): void;
  /** After each connection but the first: what runs there now. */
  onReconnected(processes: HostedProcess[]): void;
}

export class HostLink {
  private peer: Peer | null = null;
  private leaving = false;
  private reopening = false;
  pid: number | null = null;
  /** Whether the host had to be started for the present connection. */
  isNew = false;

  constructor(private readonly ports: HostPorts) {}

  /** Connects, launching the host where none answers. */
  async open(): Promise<HostHello> {
    const socket = await this.reach();
    const peer = new Peer(socket, {
      onNotification: (method, params) =>
        this.ports.onNotification(method as HostNotification, params as never),
      onClose: () => this.lost(peer),
    });
    this.peer = peer;
    const params = { protocol: PROTOCOL_VERSION, version: this.ports.version, pid: process.pid };
    const hello = (await peer.call('host.hello', params, DEADLINE)) as HostHello;
    if (hello.protocol !== PROTOCOL_VERSION) throw incompatible(hello);
    this.pid = hello.pid;
    return hello;
  }

  /** @throws {PmxError} PMX_ERR_HOST_GONE while there is no connection, or what the keeper answered */
  call<M extends HostMethod>(
    method: M,
    params: HostRequests[M]['params'],
  ): Promise<HostRequests[M]['result']> {
    if (!this.peer) return Promise.reject(hostGone());
    return this.peer.call(method, params, DEADLINE).catch((error: PmxError) => {
      throw error.code === 'PMX_ERR_DAEMON_GONE' ? hostGone() : error;
    }) as Promise<HostRequests[M]['result']>;
  }

  /** Tells the host that the daemon ends on purpose, so that it is not brought back. */
  leave(): void {
    this.leaving = true;
    this.peer?.notify('daemon.leaving', {});
    this.peer?.close();
  }

  private async reach(): Promise<Socket> {
    const deadline = Date.now() + CONNECT_DEADLINE;
    this.isNew = false;
    for (;;) {
      const socket = await tryConnect(this.ports.socketPath);
      if (socket) return socket;
      if (Date.now() > deadline) {
        throw new PmxError(
          'PMX_ERR_HOST_GONE',
          `${this.ports.name} did not come up.`,
          'See keeper.log in the home.',
        );
      }
      if (!this.isNew) await this.ports.launch();
      this.isNew = true;
      await new Promise((resolve) => setTimeout(resolve, CONNECT_INTERVAL));
    }
  }

  private lost(peer: Peer): void {
    if (this.peer !== peer) return;
    this.peer = null;
    this.pid = null;
    if (this.leaving || !this.ports.isWanted()) return;
    this.ports.log.error(`The connection to ${this.ports.name} ended. Bringing it back.`);
    void this.reopen();
  }

  /** One loop, however often the connection ends while it runs. */
  private async reopen(): Promise<void> {
    if (this.reopening) return;
    this.reopening = true;
    const { name, log, onReconnected } = this.ports;
    while (!this.leaving && this.ports.isWanted()) {
      try {
        const hello = await this.open();
        this.reopening = false;
        log.info(`${name} (${hello.pid}) holds ${hello.processes.length} processes.`);
        onReconnected(hello.processes);
        return;
      } catch (error) {
        log.error(`No connection to ${name}: ${(error as Error).message} Trying again.`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
      }
    }
    this.reopening = false;
  }
}

function tryConnect(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connectSocket(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

const hostGone = (): PmxError =>
  new PmxError('PMX_ERR_HOST_GONE', 'The keeper is being brought back.', 'Try again in a moment.');

function incompatible(hello: HostHello): PmxError {
  return new PmxError(
    'PMX_ERR_UNSUPPORTED',
    `The running keeper (pid ${hello.pid}, version ${hello.version}) speaks protocol ${hello.protocol}, not ${PROTOCOL_VERSION}.`,
    'Stop its apps and end it with: pmx kill',
  );
}

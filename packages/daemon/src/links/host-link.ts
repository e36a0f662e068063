/** The daemon's line to one host, the keeper or a cluster's primary: one connection, brought back when it ends. */

import { connect as connectSocket, type Socket } from 'node:net';
import {
  type HostedProcess,
  type HostHello,
  type HostInfo,
  type HostMethod,
  type HostNotification,
  type HostNotifications,
  type HostRequests,
  PmxError,
  PROTOCOL_VERSION,
  speaksWith,
} from '@pmx/protocol';
import { Peer } from '@pmx/system';
import type { Log } from '../log';

/** Milliseconds that a host has for an answer. */
const DEADLINE = 10_000;
/** Milliseconds between attempts to bring a host back. The record of one that has just ended may still be there at the first. */
const FIRST_RETRY_DELAY = 50;
const MAX_RETRY_DELAY = 1_000;
const CONNECT_INTERVAL = 10;
const CONNECT_DEADLINE = 20_000;

export interface HostPorts {
  /** `the keeper`, for people. */
  name: string;
  socketPath: string;
  version: string;
  /** What brings this daemon back. */
  program: { node: string; file: string };
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
  /** It has heard who we are: before that it takes no other request. */
  private isKnown = false;
  private leaving = false;
  private reopening = false;
  private replacing: Promise<void> | null = null;
  private heard: (() => void) | null = null;
  /** What answers now; null: nothing. */
  info: Omit<HostInfo, 'name'> | null = null;
  /** Whether the host had to be started for the present connection. */
  isNew = false;

  constructor(private readonly ports: HostPorts) {}

  /** Connects, launching the host where none answers. */
  async open(): Promise<HostHello> {
    const socket = await this.reach();
    // What happens after the hello may be read together with it, but is heard after it has been dealt with: the list of
    // processes in it is older, and would bring back what has ended.
    const early: (() => void)[] = [];
    let isHeard = false;
    const peer = new Peer(socket, {
      onNotification: (method, params) => {
        const hear = (): void => {
          if (this.peer === peer) this.ports.onNotification(method as HostNotification, params as never);
        };
        if (isHeard) hear();
        else early.push(hear);
      },
      onClose: () => this.lost(peer),
    });
    this.peer = peer;
    this.isKnown = false;
    const { version, program } = this.ports;
    const params = { protocol: PROTOCOL_VERSION, version, pid: process.pid, program };
    const hello = (await peer.call('host.hello', params, DEADLINE)) as HostHello;
    this.isKnown = this.peer === peer;
    setImmediate(() => {
      isHeard = true;
      for (const hear of early) hear();
    });
    this.info = infoOf(hello);
    if (!this.info.compatible) this.ports.log.error(strange(this.ports.name, this.info));
    return hello;
  }

  /** false: what it is asked beyond what each protocol has (see HostRequests) it might misread. */
  get isCompatible(): boolean {
    return this.info?.compatible !== false;
  }

  get pid(): number | null {
    return this.info?.pid ?? null;
  }

  /**
   * Has the host end and another one take its place. Programs of the keeper go on; of an exit in between only the fact is known.
   * Resolves when the new one has been heard.
   * @throws {PmxError} PMX_ERR_HOST_GONE when it does not come up in time
   */
  replace(): Promise<void> {
    this.replacing ??= this.change().finally(() => {
      this.replacing = null;
    });
    return this.replacing;
  }

  /** @throws {PmxError} PMX_ERR_HOST_GONE while there is no connection, or what the keeper answered */
  call<M extends HostMethod>(
    method: M,
    params: HostRequests[M]['params'],
  ): Promise<HostRequests[M]['result']> {
    if (!this.peer || !this.isKnown) return Promise.reject(hostGone());
    return this.peer.call(method, params, DEADLINE).catch((error: PmxError) => {
      throw error.code === 'PMX_ERR_DAEMON_GONE' ? hostGone() : error;
    }) as Promise<HostRequests[M]['result']>;
  }

  /** Tells the host that the daemon ends on purpose. What it says from here on it says to the next one. */
  leave(): void {
    this.leaving = true;
    this.peer?.notify('daemon.leaving', {});
    this.peer?.close();
    this.peer = null;
  }

  private async reach(): Promise<Socket> {
    const deadline = performance.now() + CONNECT_DEADLINE;
    this.isNew = false;
    for (;;) {
      const socket = await tryConnect(this.ports.socketPath);
      if (socket) return socket;
      if (performance.now() > deadline) {
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

  private async change(): Promise<void> {
    const { name, log } = this.ports;
    log.info(`${name} makes room for one of version ${this.ports.version}.`);
    let timer: NodeJS.Timeout | undefined;
    const back = new Promise<void>((resolve, reject) => {
      this.heard = resolve;
      timer = setTimeout(() => reject(hostGone()), CONNECT_DEADLINE);
    });
    // It may end before its answer is out.
    await this.peer?.call('host.shutdown', {}, DEADLINE).catch(() => {});
    this.peer?.close();
    await back.finally(() => {
      clearTimeout(timer);
      this.heard = null;
    });
  }

  private lost(peer: Peer): void {
    if (this.peer !== peer) return;
    this.peer = null;
    this.info = null;
    if (this.leaving || !this.ports.isWanted()) return;
    this.ports.log.error(`The connection to ${this.ports.name} ended. Bringing it back.`);
    void this.reopen();
  }

  /** One loop, however often the connection ends while it runs. */
  private async reopen(): Promise<void> {
    if (this.reopening) return;
    this.reopening = true;
    const { name, log, onReconnected } = this.ports;
    let delay = FIRST_RETRY_DELAY;
    while (!this.leaving && this.ports.isWanted()) {
      try {
        const hello = await this.open();
        this.reopening = false;
        log.info(`${name} (${hello.pid}) holds ${hello.processes.length} processes.`);
        onReconnected(hello.processes);
        this.heard?.();
        return;
      } catch (error) {
        log.error(`No connection to ${name}: ${(error as Error).message} Trying again.`);
        await new Promise((resolve) => setTimeout(resolve, delay));
        delay = Math.min(MAX_RETRY_DELAY, 2 * delay);
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

const infoOf = ({ pid, version, protocol, oldest }: HostHello): Omit<HostInfo, 'name'> => ({
  pid,
  version,
  protocol,
  compatible: speaksWith(protocol, oldest),
});

const strange = (name: string, { pid, version, protocol }: Omit<HostInfo, 'name'>): string =>
  `${name} (pid ${pid}, version ${version}) speaks protocol ${protocol}, not ${PROTOCOL_VERSION}. ` +
  'It is replaced when one of its apps is next restarted, or by: pmx update --hosts';

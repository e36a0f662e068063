/** A cluster primary: the host of one app's workers. It owns the app's listening sockets. */

import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { ListeningAddress, PrimaryIdentity, SpawnParams } from '@pmx/protocol';
import type { DaemonLink } from '../daemon-link';
import { Host } from '../host';
import { parseMessage } from '../requests';
import { ClusterWorker } from './cluster-worker';
import { MessageQueue } from './message-queue';
import { UnixSockets } from './unix-sockets';
import type { StartWorker } from './worker-launcher';

/** Characters of JSON above which a message of a worker is not passed on. */
const MAX_MESSAGE_SIZE = 1024 * 1024;
/** Milliseconds after which a primary without workers whose daemon does not come back ends. */
const FORSAKEN = 60_000;

export interface PrimaryPort {
  identity: PrimaryIdentity;
  version: string;
  startWorker: StartWorker;
  log(message: string): void;
  /** To end: the daemon has asked for it, or has forsaken it. */
  onEnd(why: string): void;
}

export class Primary {
  private readonly host: Host;
  private readonly workers = new Map<string, ClusterWorker>();
  private readonly queue = new MessageQueue();
  private readonly sockets: UnixSockets;
  private forsaken: NodeJS.Timeout | null = null;

  constructor(private readonly port: PrimaryPort) {
    const { identity, version, log, onEnd } = port;
    this.sockets = new UnixSockets(join(identity.runDir, 'unix-sockets'));
    this.host = new Host({
      dir: identity.runDir,
      name: 'The cluster primary',
      version,
      launch: (params, stdio) => this.launch(params, stdio),
      methods: { 'host.message': (params) => this.deliver(params) },
      log,
      connected: () => this.daemonIsBack(),
      lost: () => this.awaitDaemon(),
      left: () => this.awaitDaemon(),
      onShutdown: () => onEnd('asked to'),
    });
  }

  get link(): DaemonLink {
    return this.host.link;
  }

  /** Takes over what an earlier primary left. To be called once, before any connection is accepted. */
  async adopt(): Promise<void> {
    await this.sockets.removeStale();
    await this.host.adopt();
    this.awaitDaemon();
  }

  /** Its workers see it go, drain and end. */
  close(): void {
    this.host.close();
  }

  private launch(params: SpawnParams, stdio: [number, number, number]): ChildProcess {
    const { key } = params;
    const worker = new ClusterWorker(key, this.port.startWorker(params, stdio), {
      message: (from, value) => this.passOn(from, value),
      listening: (from, address) => this.listens(from, address),
      ended: (from) => this.workers.delete(from),
    });
    if (worker.process.pid !== undefined) this.workers.set(key, worker);
    return worker.process;
  }

  private deliver(params: unknown): { delivered: boolean } {
    const { key, value } = parseMessage(params);
    return { delivered: this.workers.get(key)?.deliver(value) ?? false };
  }

  private listens(key: string, address: ListeningAddress): void {
    if (address.path !== null) this.sockets.note(address.path);
    this.link.notify('host.listening', { key, ...address });
  }

  private passOn(key: string, value: unknown): void {
    const message = { key, value };
    const size = JSON.stringify(message).length;
    const taken =
      size <= MAX_MESSAGE_SIZE &&
      (this.link.isConnected ? this.link.offer('host.message', message) : this.queue.add(message, size));
    if (!taken) this.port.log(`A message of ${key} (${size} characters) was dropped.`);
  }

  private daemonIsBack(): void {
    if (this.forsaken !== null) clearTimeout(this.forsaken);
    this.forsaken = null;
    // The answer to its hello goes out first.
    setImmediate(() => this.tellAgain());
  }

  /** A daemon that was away may have missed it, or has forgotten. */
  private tellAgain(): void {
    for (const { key, addresses } of this.workers.values()) {
      for (const address of addresses) this.link.notify('host.listening', { key, ...address });
    }
    for (const message of this.queue.take()) this.link.offer('host.message', message);
  }

  /** A daemon that never comes back needs no primary without workers; one that does starts a new one. */
  private awaitDaemon(): void {
    this.forsaken ??= setTimeout(() => {
      this.forsaken = null;
      if (this.workers.size > 0) this.awaitDaemon();
      else this.port.onEnd('no daemon and no workers');
    }, FORSAKEN);
  }
}

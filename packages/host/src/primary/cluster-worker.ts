/** One worker of the cluster, as the primary talks with it. */

import type { ChildProcess } from 'node:child_process';
import type { Address, Worker } from 'node:cluster';
import type { ListeningAddress } from '@pmx/protocol';
import { redistributeWhenGone } from './redistribution';

export interface ClusterWorkerEvents {
  message(key: string, value: unknown): void;
  listening(key: string, address: ListeningAddress): void;
  /** Its process has ended. */
  ended(key: string): void;
}

export class ClusterWorker {
  readonly addresses: ListeningAddress[] = [];
  private backlogged = false;

  constructor(
    readonly key: string,
    private readonly worker: Worker,
    private readonly events: ClusterWorkerEvents,
  ) {
    redistributeWhenGone(worker.process);
    worker.on('listening', (address) => this.listens(address));
    worker.process.on('message', (value) => events.message(key, value));
    worker.process.once('exit', () => events.ended(key));
  }

  get process(): ChildProcess {
    return this.worker.process;
  }

  /** @returns false when its channel is closed, or it does not read what it was sent before */
  deliver(value: unknown): boolean {
    if (!this.worker.isConnected() || this.backlogged) return false;
    this.backlogged = !this.process.send(value as object, () => {
      this.backlogged = false;
    });
    return true;
  }

  private listens(from: Address): void {
    const address = listeningAddress(from);
    this.addresses.push(address);
    this.events.listening(this.key, address);
  }
}

/** node:cluster says -1 for the address type of a Unix socket, and puts its path into the address. */
export function listeningAddress({ address, port, addressType }: Address): ListeningAddress {
  const isPath = Number(addressType) === -1;
  return {
    address: isPath ? null : (address ?? null),
    port: isPath ? null : port,
    path: isPath ? address : null,
  };
}

/** A daemon that answers what a test tells it to, on a socket in a home of its own. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiMethod, ApiRequests, ChangeResult } from '@pmx/protocol';
import { type Home, homeAt, Peer } from '@pmx/system';
import { view } from './apps';

export type Answers = {
  [M in ApiMethod]?: (params: ApiRequests[M]['params'], peer: Peer, id: number) => unknown;
};

export interface Received {
  method: string;
  params: unknown;
}

export class FakeDaemon {
  readonly home: Home = homeAt(mkdtempSync(join(tmpdir(), 'pmx-cli-')));
  readonly received: Received[] = [];
  private readonly peers = new Set<Peer>();
  private server: Server | null = null;

  constructor(private readonly answers: Answers) {}

  async listen(): Promise<this> {
    const server = createServer((socket) => {
      this.peers.add(
        new Peer(socket, {
          onRequest: (method, params, peer, id) => this.answer(method, params, peer, id),
          onClose: (peer) => this.peers.delete(peer),
        }),
      );
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.home.daemonSocket, resolve));
    return this;
  }

  private answer(method: string, params: unknown, peer: Peer, id: number): unknown {
    this.received.push({ method, params });
    const answer = this.answers[method as ApiMethod];
    if (answer === undefined) throw new Error(`The test has no answer to ${method}.`);
    return (answer as (params: unknown, peer: Peer, id: number) => unknown)(params, peer, id);
  }

  /** As a daemon that ends: connections are cut. */
  disconnectAll(): void {
    for (const peer of this.peers) peer.destroy();
  }

  async close(): Promise<void> {
    this.disconnectAll();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(null)));
    rmSync(this.home.dir, { recursive: true, force: true });
  }
}

export function changeResult(fields: Partial<ChangeResult> = {}): ChangeResult {
  return { changed: [0], failures: [], unknownFields: [], notes: [], list: [view()], ...fields };
}

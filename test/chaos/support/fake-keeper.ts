/** A keeper whose programs are made up: it tells the real daemon of starts and ends faster than any system could make them. */

import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import {
  type AgentIdentity,
  encodeFrame,
  notification,
  PROTOCOL_VERSION,
  type SpawnParams,
} from '@pmx/protocol';
import type { ExitStatus } from '@pmx/supervision';
import { Peer } from '@pmx/system';

/** Above what any system gives to a process: no signal and no look into /proc meets a real one. */
const FIRST_PID = 5_000_000;

const EXITS: readonly ExitStatus[] = [
  { kind: 'code', code: 1 },
  { kind: 'code', code: 0 },
  { kind: 'signal', signal: 'SIGTERM' },
  { kind: 'signal', signal: 'SIGSEGV' },
];

export class FakeKeeper {
  /** What the daemon was told: starts, ends, and what agents say. */
  told = 0;
  starts = 0;
  private readonly server: Server;
  private daemon: Peer | null = null;
  private resting = true;
  private readonly living = new Set<string>();

  /** @param limit of what is told; then what runs goes on running */
  constructor(private readonly limit: number) {
    this.server = createServer((socket) => {
      const peer = new Peer(socket, { onRequest: (method, params) => this.answer(method, params) });
      this.daemon = peer;
    });
  }

  async listen(path: string): Promise<void> {
    this.server.listen(path);
    await once(this.server, 'listening');
  }

  /** From here on each program ends a few milliseconds after its start. */
  begin(): void {
    this.resting = false;
    for (const key of [...this.living]) this.end(key, { kind: 'code', code: 1 });
  }

  close(): void {
    this.resting = true;
    this.server.close();
    this.daemon?.destroy();
  }

  private answer(method: string, params: unknown): unknown {
    if (method === 'host.hello') {
      const { version } = params as { version: string };
      return { protocol: PROTOCOL_VERSION, version, pid: process.pid, processes: [], droppedBytes: 0 };
    }
    if (method === 'host.spawn') return this.spawn(params as SpawnParams);
    if (method === 'host.signal') return this.signal(params as { key: string });
    return null;
  }

  private spawn({ key, env }: SpawnParams): { pid: number; startTime: string } {
    this.starts += 1;
    this.told += 1;
    const pid = FIRST_PID + this.starts;
    this.living.add(key);
    void this.live(key, pid, env.PMX_AGENT);
    return { pid, startTime: String(this.starts) };
  }

  private signal({ key }: { key: string }): { delivered: boolean } {
    setImmediate(() => this.end(key, { kind: 'signal', signal: 'SIGTERM' }));
    return { delivered: true };
  }

  /** A short life: with an agent, it says that it is ready before it ends. */
  private async live(key: string, pid: number, agent: string | undefined): Promise<void> {
    if (agent !== undefined) await this.speak(JSON.parse(agent) as AgentIdentity, pid);
    await new Promise((resolve) => setTimeout(resolve, 1 + (this.starts % 5)));
    if (this.resting || this.told >= this.limit) return;
    this.end(key, EXITS[this.starts % EXITS.length]!);
  }

  private async speak({ socket, key }: AgentIdentity, pid: number): Promise<void> {
    const agent = connect(socket).on('error', () => {});
    const hello = { protocol: PROTOCOL_VERSION, key, pid, nodeVersion: process.version, version: null };
    agent.write(encodeFrame(notification('agent.hello', hello)));
    agent.write(encodeFrame(notification('agent.booted', {})));
    agent.write(encodeFrame(notification('agent.message', { value: { type: 'news', data: key } })));
    agent.end(encodeFrame(notification('agent.message', { value: 'ready' })));
    this.told += 4;
    agent.resume();
    // Not by `once`: a daemon that is killed resets it, which is no fault.
    await new Promise((resolve) => agent.once('close', resolve));
  }

  private end(key: string, exit: ExitStatus): void {
    if (!this.living.delete(key)) return;
    this.daemon?.notify('host.exited', { key, exit, groupAlive: false });
    this.daemon?.notify('host.gone', { key });
    this.told += 2;
  }
}

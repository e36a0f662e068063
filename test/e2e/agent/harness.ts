/** Runs small programs with the agent as it ships, against a daemon that only listens. */

import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENT_VARIABLE, encodeFrame, FrameDecoder, notification } from '@pmx/protocol';

export const AGENT_FILE = join(__dirname, '../../../dist/agent.cjs');

/** Milliseconds after which a test that waits has failed. */
const DEADLINE = 60_000;

export interface AgentMessage {
  method: string;
  params: Record<string, unknown>;
}

/** Keeps what agents say; every connection is one socket. */
export class FakeDaemon {
  readonly messages: AgentMessage[] = [];
  readonly sockets = new Set<Socket>();
  connections = 0;
  private readonly events = new EventEmitter();
  private server: Server | null = null;

  constructor(readonly path: string) {}

  async listen(): Promise<void> {
    rmSync(this.path, { force: true });
    this.server = createServer((socket) => this.accept(socket)).listen(this.path);
    await once(this.server, 'listening');
  }

  /** As SIGKILL would leave it: every connection breaks. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const socket of this.sockets) socket.destroy();
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  tell(method: string, params: unknown): void {
    for (const socket of this.sockets) socket.write(encodeFrame(notification(method, params)));
  }

  deliver(value: unknown): void {
    this.tell('agent.deliver', { value });
  }

  methods(): string[] {
    return this.messages.map(({ method }) => method);
  }

  values(): unknown[] {
    return this.messages.filter(({ method }) => method === 'agent.message').map(({ params }) => params.value);
  }

  /** Waits until what was heard so far satisfies `holds`. */
  async until(holds: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(DEADLINE);
    while (!holds()) await once(this.events, 'message', { signal: deadline });
  }

  private accept(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    const decoder = new FrameDecoder();
    socket.on('data', (chunk) => {
      this.messages.push(...(decoder.push(chunk) as AgentMessage[]));
      this.events.emit('message');
    });
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
  }
}

export interface Outcome {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** One temporary folder, with a daemon's socket in it, and the programs started there. */
export class Lab {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'pmx-agent-')));
  readonly daemon = new FakeDaemon(join(this.dir, 'agent.sock'));
  private readonly children = new Set<ChildProcess>();

  write(name: string, text: string): string {
    const file = join(this.dir, name);
    writeFileSync(file, text);
    return file;
  }

  /** Starts `node [...nodeArgs] file`, with the agent unless told otherwise. */
  start(file: string, { nodeArgs = [] as string[], agent = true, env = {} } = {}): ChildProcess {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const identity = JSON.stringify({ socket: this.daemon.path, key: 'lab/1' });
    const child = spawn(process.execPath, [...(agent ? ['--require', AGENT_FILE] : []), ...nodeArgs, file], {
      cwd: this.dir,
      env: { ...inherited, ...(agent ? { [AGENT_VARIABLE]: identity } : {}), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.children.add(child);
    child.once('exit', () => this.children.delete(child));
    return child;
  }

  async run(file: string, options: Parameters<Lab['start']>[1] = {}): Promise<Outcome> {
    const child = this.start(file, options);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const [code, signal] = await once(child, 'close', { signal: AbortSignal.timeout(DEADLINE) });
    return { code, signal, stdout, stderr };
  }

  async end(): Promise<void> {
    const ended = [...this.children].map((child) => once(child, 'exit'));
    for (const child of this.children) child.kill('SIGKILL');
    await Promise.all(ended);
    await this.daemon.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

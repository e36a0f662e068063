/** A real cluster primary with real workers, and stand-ins for both sides of the daemon. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AGENT_VARIABLE,
  encodeFrame,
  FrameDecoder,
  type HostHello,
  notification,
  PRIMARY_VARIABLE,
  PROTOCOL_VERSION,
  type PrimaryIdentity,
  type SpawnParams,
} from '@pmx/protocol';
import { isSameProcess } from '@pmx/system';
import { FakeDaemon, type Note, until } from '../../host/support/keeper-harness';
import { Load, type LoadOptions } from '../../support/load';

/** Another Node can be put to the test: its primary, its workers. */
export const NODE = process.env.PMX_TEST_NODE ?? process.execPath;

const DIST = join(__dirname, '../../../../dist');
const PRIMARY_FILE = join(DIST, 'primary.cjs');
const AGENT_FILE = join(DIST, 'agent.cjs');

export const fixture = (name: string): string => join(__dirname, '../fixtures', name);

/** The daemon's end of agent.sock. */
export class FakeAgentServer {
  readonly notes: (Note & { key: string })[] = [];
  private readonly agents = new Map<string, Socket>();
  private readonly server: Server;

  constructor(path: string) {
    this.server = createServer((socket) => this.greet(socket)).listen(path);
  }

  tell(key: string, method: string, params: unknown): void {
    this.agents.get(key)!.write(encodeFrame(notification(method, params)));
  }

  /** What the agent of that process has said of it last, when it has. */
  async heard(method: string, key: string, holds: (params: Note['params']) => boolean = () => true) {
    return until(`${method} of ${key}`, () => {
      const note = this.notes.findLast((one) => one.method === method && one.key === key);
      return note && holds(note.params) ? note.params : null;
    });
  }

  close(): void {
    this.server.close();
    for (const socket of this.agents.values()) socket.destroy();
  }

  private greet(socket: Socket): void {
    const decoder = new FrameDecoder();
    let key = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const message of decoder.push(chunk) as Note[]) {
        if (message.method === 'agent.hello') key = String(message.params.key);
        this.agents.set(key, socket);
        this.notes.push({ ...message, key });
      }
    });
  }
}

export interface Limits {
  timeout?: number;
  idle?: number;
}

export class PrimaryHarness {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'pmx-cluster-')));
  readonly identity: PrimaryIdentity;
  readonly agents: FakeAgentServer;
  daemon!: FakeDaemon;
  private readonly primaries: ChildProcess[] = [];
  private readonly pids = new Map<string, { pid: number; startTime: string }>();
  private readonly loads: Load[] = [];
  private log = '';

  constructor(scheduling: PrimaryIdentity['scheduling'] = 'round-robin') {
    mkdirSync(this.path('logs'));
    this.identity = {
      socket: this.path('p.sock'),
      runDir: this.path('run'),
      app: 'web',
      scheduling,
    };
    this.agents = new FakeAgentServer(this.path('agent.sock'));
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : '';
  }

  get primaryPid(): number {
    return this.primaries.at(-1)!.pid!;
  }

  /** A primary that runs, and its daemon. */
  async start(): Promise<void> {
    const from = this.log.length;
    const primary = spawn(NODE, [PRIMARY_FILE], {
      env: { PATH: process.env.PATH, [PRIMARY_VARIABLE]: JSON.stringify(this.identity) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    primary.stderr.on('data', (chunk) => {
      this.log += chunk;
    });
    this.primaries.push(primary);
    await until('the start of the primary', () => {
      if (primary.exitCode !== null) throw new Error(this.log);
      return this.log.slice(from).includes(' runs with pid ');
    });
    await this.connect();
  }

  async connect(): Promise<FakeDaemon> {
    const socket = connect(this.identity.socket);
    await once(socket, 'connect');
    this.daemon = new FakeDaemon(socket);
    const params = { protocol: PROTOCOL_VERSION, version: '0.0.0-test', pid: process.pid };
    this.daemon.hello = await this.daemon.call<HostHello>('host.hello', params);
    return this.daemon;
  }

  /** The primary has ended by itself. */
  ended(): Promise<unknown> {
    const primary = this.primaries.at(-1)!;
    return until('the end of the primary', () => primary.exitCode === 0);
  }

  /** SIGKILL, and waits for its end. */
  async killPrimary(): Promise<void> {
    const primary = this.primaries.at(-1)!;
    const ended = once(primary, 'exit');
    primary.kill('SIGKILL');
    await ended;
  }

  /** Starts a worker as the daemon would. */
  async spawn(
    key: string,
    file: string,
    more: Partial<SpawnParams> & { agent?: boolean } = {},
  ): Promise<number> {
    const { agent = true, env = {}, ...rest } = more;
    const identity = JSON.stringify({ socket: this.path('agent.sock'), key });
    const rotation = { maxSize: 0, keep: 1, compress: false, totalSize: 1e9 };
    const process_ = await this.daemon.spawn({
      key,
      file: NODE,
      args: [...(agent ? ['--require', AGENT_FILE] : []), file],
      argv0: null,
      cwd: this.dir,
      env: { PATH: process.env.PATH ?? '', ...(agent ? { [AGENT_VARIABLE]: identity } : {}), ...env },
      uid: null,
      gid: null,
      out: [{ path: this.path(`logs/${key}.out`), dateFormat: null, json: null, rotation }],
      error: [{ path: this.path(`logs/${key}.err`), dateFormat: null, json: null, rotation }],
      ...rest,
    });
    this.pids.set(key, process_);
    return process_.pid;
  }

  /** Starts a worker and waits until it listens; the answer is its first port. */
  async serve(key: string, file: string, more: Parameters<PrimaryHarness['spawn']>[2] = {}): Promise<number> {
    await this.spawn(key, file, more);
    const { port } = await this.daemon.heard('host.listening', key);
    return port as number;
  }

  /** The two ends of draining: the answer is how many connections were cut. */
  async drain(key: string, { timeout = 10_000, idle = 1_000 }: Limits = {}): Promise<number> {
    await this.agents.heard('agent.hello', key);
    this.agents.tell(key, 'agent.drain', { timeout, idle });
    const { cut } = await this.agents.heard('agent.drained', key);
    return cut as number;
  }

  /** Ends a worker as the daemon would. */
  async stop(key: string): Promise<void> {
    await this.daemon.signal(key, 'SIGINT', true);
    await this.daemon.heard('host.gone', key);
    await this.daemon.call('host.forget', { key });
  }

  /** Replaces one worker by another: the sequence of a reload. */
  async replace(old: string, key: string, file: string, more: Parameters<PrimaryHarness['spawn']>[2] = {}) {
    await this.serve(key, file, more);
    const cut = await this.drain(old);
    await this.stop(old);
    return cut;
  }

  /** Clients that ask until the test ends. */
  load(options: LoadOptions): Load {
    const load = new Load(options);
    this.loads.push(load);
    return load;
  }

  pidOf(key: string): number {
    return this.pids.get(key)!.pid;
  }

  runs(key: string): boolean {
    const { pid, startTime } = this.pids.get(key)!;
    return isSameProcess(pid, startTime);
  }

  /** Ends all that was started, by pid, and removes the folder. */
  async dispose(): Promise<void> {
    for (const load of this.loads) load.abandon();
    this.daemon?.peer.destroy();
    for (const primary of this.primaries) {
      if (primary.exitCode !== null || primary.signalCode !== null) continue;
      const ended = once(primary, 'exit');
      primary.kill('SIGKILL');
      await ended;
    }
    for (const { pid, startTime } of [...this.pids.values(), ...this.recorded()]) {
      if (isSameProcess(pid, startTime)) process.kill(-pid, 'SIGKILL');
    }
    this.agents.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private recorded(): { pid: number; startTime: string }[] {
    if (!existsSync(this.identity.runDir)) return [];
    return readdirSync(this.identity.runDir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(this.read(join('run', name))));
  }
}

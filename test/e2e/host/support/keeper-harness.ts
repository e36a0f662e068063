/** A real keeper in a home of its own, and a stand-in for its daemon. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostHello, SinkSpec, SpawnParams } from '@pmx/protocol';
import { PROTOCOL_VERSION } from '@pmx/protocol';
import { type Home, homeAt, isSameProcess, Peer } from '@pmx/system';

const ROOT = join(__dirname, '../../../..');
const DEADLINE = 60_000;

/**
 * Bundles an entry of the sources, as what ships is bundled.
 * @returns the path of `<dir>/<name>.cjs`
 */
export function bundle(entry: string, dir: string, name: string): string {
  execFileSync(process.execPath, [join(__dirname, 'bundle.mjs'), join(ROOT, entry), dir, name], {
    cwd: ROOT,
  });
  return join(dir, `${name}.cjs`);
}

/** Waits for a condition; the deadline is a failure guard only. */
export async function until<T>(what: string, check: () => T | null | undefined | false): Promise<T> {
  const end = Date.now() + DEADLINE;
  for (;;) {
    const value = check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Not within ${DEADLINE} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface Note {
  method: string;
  params: Record<string, unknown>;
}

/** Plays the daemon. */
export class FakeDaemon {
  readonly notes: Note[] = [];
  hello!: HostHello;
  readonly peer: Peer;

  constructor(socket: ReturnType<typeof connect>) {
    this.peer = new Peer(socket, {
      onNotification: (method, params) => this.notes.push({ method, params: params as Note['params'] }),
    });
  }

  call<T = unknown>(method: string, params: unknown): Promise<T> {
    return this.peer.call(method, params, DEADLINE) as Promise<T>;
  }

  spawn(params: SpawnParams): Promise<{ pid: number; startTime: string }> {
    return this.call('host.spawn', params);
  }

  signal(key: string, signal: string, group = false): Promise<{ delivered: boolean }> {
    return this.call('host.signal', { key, signal, group });
  }

  /** The first report of that kind about that process, when it has come. */
  heard(method: string, key: string): Promise<Note['params']> {
    return until(`${method} of ${key}`, () => this.find(method, key));
  }

  find(method: string, key: string): Note['params'] | undefined {
    return this.notes.find((note) => note.method === method && note.params.key === key)?.params;
  }
}

export class KeeperHarness {
  readonly dir = mkdtempSync(join(tmpdir(), 'pmx-host-'));
  readonly bin = join(this.dir, 'bin');
  readonly home: Home = homeAt(join(this.dir, 'home'));
  readonly keeperFile: string;
  private readonly keepers: ChildProcess[] = [];
  private readonly started: { pid: number; startTime: string }[] = [];
  private readonly daemons: FakeDaemon[] = [];
  private stderr = '';

  constructor() {
    // In a folder of its own, where a test may put a daemon.cjs beside it.
    this.keeperFile = bundle('packages/host/src/main.ts', this.bin, 'keeper');
  }

  get keeperPid(): number {
    return this.keepers.at(-1)!.pid!;
  }

  get log(): string {
    return this.stderr;
  }

  async start(): Promise<void> {
    const from = this.stderr.length;
    const keeper = spawn(process.execPath, [this.keeperFile], {
      env: { ...process.env, PMX_HOME: this.home.dir },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    keeper.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.keepers.push(keeper);
    await until(`the keeper's start\n${this.stderr}`, () =>
      this.stderr.slice(from).includes('The keeper runs'),
    );
  }

  /** SIGKILL, and waits for its end. */
  async killKeeper(): Promise<void> {
    const keeper = this.keepers.at(-1)!;
    const ended = once(keeper, 'exit');
    keeper.kill('SIGKILL');
    await ended;
  }

  /** The keeper has ended by itself, and holds its lock no more. */
  async keeperEnded(): Promise<void> {
    const keeper = this.keepers.at(-1)!;
    await until('the end of the keeper', () => keeper.exitCode !== null || keeper.signalCode !== null);
  }

  async connect(): Promise<FakeDaemon> {
    const socket = connect(this.home.keeperSocket);
    await once(socket, 'connect');
    const daemon = new FakeDaemon(socket);
    const params = { protocol: PROTOCOL_VERSION, version: '0.0.0-test', pid: process.pid };
    daemon.hello = await daemon.call<HostHello>('host.hello', params);
    this.daemons.push(daemon);
    return daemon;
  }

  /** A keeper that runs, and its daemon. */
  async ready(): Promise<FakeDaemon> {
    await this.start();
    return this.connect();
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  sink(name: string, more: Partial<SinkSpec> = {}): SinkSpec {
    const rotation = { maxSize: 0, keep: 10, compress: false, totalSize: 1e9 };
    return { path: this.path(name), dateFormat: null, json: null, rotation, ...more };
  }

  /** A Node program given by its source, with its output in `<key>.out` and `<key>.err`. */
  node(key: string, source: string, more: Partial<SpawnParams> = {}): SpawnParams {
    return this.program(key, process.execPath, ['-e', source], more);
  }

  shell(key: string, source: string, more: Partial<SpawnParams> = {}): SpawnParams {
    return this.program(key, '/bin/sh', ['-c', source], more);
  }

  program(key: string, file: string, args: string[], more: Partial<SpawnParams> = {}): SpawnParams {
    return {
      key,
      file,
      args,
      argv0: null,
      cwd: this.dir,
      env: { PATH: process.env.PATH ?? '' },
      uid: null,
      gid: null,
      out: [this.sink(`${key}.out`)],
      error: [this.sink(`${key}.err`)],
      ...more,
    };
  }

  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : '';
  }

  /** Remembers a process that the test must not outlive. */
  track(pid: number, startTime: string): void {
    this.started.push({ pid, startTime });
  }

  /** Ends all that was started, by pid, and removes the folder. */
  async dispose(): Promise<void> {
    for (const daemon of this.daemons) daemon.peer.destroy();
    this.trackRecords();
    for (const keeper of this.keepers) {
      if (keeper.exitCode === null && keeper.signalCode === null) await this.endKeeper(keeper);
    }
    this.trackRecords();
    for (const { pid, startTime } of this.started) endGroup(pid, startTime);
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async endKeeper(keeper: ChildProcess): Promise<void> {
    const ended = once(keeper, 'exit');
    keeper.kill('SIGKILL');
    await ended;
  }

  private trackRecords(): void {
    if (!existsSync(this.home.runDir)) return;
    for (const file of readdirSync(this.home.runDir).filter((name) => name.endsWith('.json'))) {
      const { pid, startTime } = JSON.parse(readFileSync(join(this.home.runDir, file), 'utf8'));
      this.track(pid, startTime);
    }
  }
}

function endGroup(pid: number, startTime: string): void {
  // A group whose leader has ended keeps its number while anybody is in it; one whose pid is another's is left alone.
  if (existsSync(`/proc/${pid}`) && !isSameProcess(pid, startTime)) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

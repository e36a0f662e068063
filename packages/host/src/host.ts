/** What every host does, keeper and cluster primary: carries out the daemon's requests, reports what happens. Decides nothing. */

import { type HostHello, OLDEST_PROTOCOL, PmxError, PROTOCOL_VERSION } from '@pmx/protocol';
import { bootId, monotonicNow } from '@pmx/system';
import { AdoptedWatch } from './adopted-watch';
import { DaemonLink } from './daemon-link';
import { FifoPool, fifoSetAt } from './fifo-pool';
import { findHolder } from './find-holder';
import { GroupWatch } from './group-watch';
import { LogFiles } from './output/log-files';
import type { Program } from './program';
import { ProgramStarter } from './program-starter';
import { type ProcessRecord, RecordStore } from './records';
import { parseHello, parseInput, parseKey, parsePaths, parseSignal, parseSpawn } from './requests';
import type { Launch } from './start-program';

/** Milliseconds between two lines about dropped output: a disk may stay full for days. */
const DROP_LOG_INTERVAL = 60_000;

export interface HostPort {
  /** Folder of its FIFOs and records. */
  dir: string;
  /** `The keeper`, for people. */
  name: string;
  version: string;
  launch: Launch;
  /** Methods beside those that every host has. */
  methods: Record<string, (params: unknown) => unknown>;
  log(message: string): void;
  /** A daemon has said hello, and has the answer. */
  connected(): void;
  /** The daemon's connection has ended without a word. */
  lost(): void;
  /** The daemon has ended on purpose: another one is about to come. */
  left(): void;
  /** What starts the daemon that has connected. */
  learnDaemon?(program: { node: string; file: string }): void;
  /** The daemon has asked the host to end. */
  onShutdown(): void;
}

export class Host {
  readonly link: DaemonLink;
  private readonly programs = new Map<string, Program>();
  /** Spawns under way, by key. */
  private readonly starting = new Map<string, Promise<unknown>>();
  private readonly files: LogFiles;
  private readonly pool: FifoPool;
  private readonly records: RecordStore;
  private readonly starter: ProgramStarter;
  private droppedBytes = 0;
  private nextDropLog = 0;

  constructor(private readonly port: HostPort) {
    const { dir, launch, log } = port;
    this.link = new DaemonLink({
      request: (method, params) => this.request(method, params),
      connected: () => port.connected(),
      lost: () => port.lost(),
      left: () => port.left(),
    });
    this.files = new LogFiles({
      dropped: (path, bytes, reason) => this.dropped(path, bytes, reason),
      warn: log,
    });
    this.pool = new FifoPool(dir);
    this.records = new RecordStore(dir, bootId(), log);
    this.starter = new ProgramStarter({
      dir,
      launch,
      pool: this.pool,
      files: this.files,
      records: this.records,
      groups: new GroupWatch(),
      adopted: new AdoptedWatch(),
      events: {
        exited: (key, exit, groupAlive) => this.link.notify('host.exited', { key, exit, groupAlive }),
        gone: (key) => this.link.notify('host.gone', { key }),
      },
    });
  }

  /** Takes over what its predecessor left. To be called once, before any connection is accepted. */
  async adopt(): Promise<void> {
    const records = this.records.load((fifos) => findHolder(fifoSetAt(this.port.dir, fifos).stdin));
    this.pool.clean(new Set(records.map((record) => record.fifos)));
    for (const record of records) {
      await this.adoptOne(record).catch((error) =>
        this.port.log(`cannot adopt ${record.key}: ${error.message}`),
      );
    }
    if (records.length > 0) this.port.log(`Adopted ${records.length} processes.`);
  }

  /** Ends without touching the programs: a successor can adopt them. */
  close(): void {
    this.link.close();
    this.pool.dispose();
  }

  private async adoptOne(record: ProcessRecord): Promise<void> {
    if (record.forgotten) {
      const streams = await this.starter.resume(record);
      streams.whenEnded(() => this.release(record));
      return;
    }
    this.programs.set(record.key, await this.starter.adopt(record));
  }

  private request(method: string, params: unknown): unknown {
    const handler = own(this.handlers, method) ?? own(this.port.methods, method);
    if (handler === undefined)
      throw new PmxError('PMX_ERR_UNKNOWN_METHOD', `${this.port.name} has no method ${method}.`);
    return handler(params);
  }

  private readonly handlers: Record<string, (params: unknown) => unknown> = {
    'host.hello': (params) => this.hello(params),
    'host.spawn': (params) => this.spawn(params),
    'host.signal': (params) => this.signal(params),
    'host.stdin': (params) => this.writeInput(params),
    'host.forget': (params) => this.forget(params),
    'host.reopenLogs': (params) => this.files.reopen(parsePaths(params)),
    'host.flushLogs': (params) => this.files.flush(parsePaths(params)),
    'host.shutdown': () => this.port.onShutdown(),
  };

  private async hello(params: unknown): Promise<HostHello> {
    const { pid, version, program } = parseHello(params);
    if (program) this.port.learnDaemon?.(program);
    // A spawn under way was asked for by a daemon that may be gone: its outcome belongs into the list.
    await Promise.allSettled(this.starting.values());
    this.port.log(`The daemon with pid ${pid}, version ${version}, has connected.`);
    return {
      protocol: PROTOCOL_VERSION,
      oldest: OLDEST_PROTOCOL,
      version: this.port.version,
      pid: process.pid,
      processes: [...this.programs.values()].map((program) => program.view),
      droppedBytes: this.droppedBytes,
    };
  }

  private async spawn(params: unknown): Promise<{ pid: number; startTime: string | null }> {
    const spec = parseSpawn(params);
    const { key } = spec;
    if (this.programs.has(key) || this.starting.has(key)) {
      throw new PmxError('PMX_ERR_PROTOCOL', `The key ${key} names a process already.`);
    }
    const start = this.starter.start(spec);
    this.starting.set(key, start);
    try {
      const program = await start;
      this.programs.set(key, program);
      return { pid: program.record.pid, startTime: program.record.startTime };
    } finally {
      this.starting.delete(key);
    }
  }

  private async signal(params: unknown): Promise<{ delivered: boolean }> {
    const { key, signal, group } = parseSignal(params);
    const program = await this.find(key);
    return { delivered: program?.signal(signal, group) ?? false };
  }

  private async writeInput(params: unknown): Promise<null> {
    const { key, bytes } = parseInput(params);
    const program = await this.find(key);
    if (program === undefined) throw new PmxError('PMX_ERR_NO_STDIN', `No process has the key ${key}.`);
    program.writeInput(bytes);
    return null;
  }

  /** Done at once, so that a spawn that follows finds the FIFOs free. */
  private forget(params: unknown): void {
    const key = parseKey(params);
    const program = this.programs.get(key);
    if (program === undefined) return;
    if (program.isRunning) throw new PmxError('PMX_ERR_PROTOCOL', `The process ${key} has not ended yet.`);
    this.programs.delete(key);
    let released = false;
    program.streams.whenEnded(() => {
      released = true;
      this.release(program.record);
    });
    // A stranger still holds the FIFOs: a successor must go on reading them, or the stranger would block.
    if (!released) this.records.save({ ...program.record, forgotten: true });
  }

  private release(record: ProcessRecord): void {
    this.records.remove(record.key);
    this.pool.giveBack(record.fifos);
  }

  /** Requests are carried out in order: one about a process waits for its spawn. */
  private async find(key: string): Promise<Program | undefined> {
    await this.starting.get(key)?.catch(() => {});
    return this.programs.get(key);
  }

  private dropped(path: string, bytes: number, reason: string): void {
    this.droppedBytes += bytes;
    const now = monotonicNow();
    if (now >= this.nextDropLog) {
      this.port.log(`${bytes} bytes for ${path} were dropped, ${this.droppedBytes} in all: ${reason}`);
      this.nextDropLog = now + DROP_LOG_INTERVAL;
    }
    this.link.notify('host.dropped', { path, bytes, reason });
  }
}

const own = <T>(record: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

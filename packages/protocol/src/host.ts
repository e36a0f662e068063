/**
 * The host protocol: what the daemon tells a host (the keeper or a cluster primary) and what it hears.
 *
 * A host decides nothing. It starts what it is told to start, keeps the output, signals, and reports; each process
 * is named by its `key`, which the daemon makes of slot and generation. Requests are carried out in the order in
 * which they arrive.
 */

import type { ExitStatus, RotationSpec } from '@pmx/supervision';
import type { ListeningAddress } from './agent';

/**
 * The environment variable that tells a cluster primary what it is, as JSON of `PrimaryIdentity`. It removes it before
 * its first worker starts.
 */
export const PRIMARY_VARIABLE = 'PMX_PRIMARY';

export interface PrimaryIdentity {
  /** Path of the socket on which it speaks the host protocol. */
  socket: string;
  /** Folder of its FIFOs, records and lock; of this primary and its predecessors alone, of this boot only. */
  runDir: string;
  /** Shown in the process list. */
  app: string;
  scheduling: 'round-robin' | 'shared';
}

/** One log file. Streams that name the same path share it. */
export interface SinkSpec {
  /** Absolute. */
  path: string;
  /** A dayjs format put before each line, with one space after it; null: none. */
  dateFormat: string | null;
  /** Each line becomes one JSON object with these fields; null: the bytes are kept as they are. */
  json: { app: string; id: number } | null;
  rotation: RotationSpec;
}

export interface SpawnParams {
  key: string;
  /** Absolute path of the program. */
  file: string;
  args: string[];
  /** `argv[0]` of the program; null: `file`. */
  argv0: string | null;
  cwd: string;
  env: Record<string, string>;
  uid: number | null;
  gid: number | null;
  /** File mode creation mask of the program, 0 to 0o777; absent: 0o022. The keeper's own is 0o077 (invariant 8). */
  umask?: number;
  /** Files that the stream is written to; none: it is dropped. */
  out: SinkSpec[];
  error: SinkSpec[];
}

/** A process that a host keeps, or kept and was not told to forget. */
export interface HostedProcess {
  key: string;
  /** null: it could not be started, or its spawn is still under way. */
  pid: number | null;
  /** Start time as the system tells it, opaque; with the pid it names one process for ever. */
  startTime: string | null;
  /** Milliseconds on the monotonic clock of this boot at which it was started. */
  startedAt: number;
  /** null while it runs. */
  exit: ExitStatus | null;
  /** Its whole group has ended and its output is in the files. */
  gone: boolean;
}

export interface DaemonHello {
  protocol: number;
  version: string;
  pid: number;
  /** What brings this daemon back: the keeper starts it from then on, wherever the first one was installed. */
  program?: { node: string; file: string };
}

export interface HostHello {
  protocol: number;
  /** Oldest protocol that it understands; absent: its own alone. */
  oldest?: number;
  version: string;
  pid: number;
  processes: HostedProcess[];
  /** Counters since the host began. */
  droppedBytes: number;
}

/**
 * Requests of the daemon, by method. `host.hello`, `host.signal`, `host.forget` and `host.shutdown` mean the same in every
 * protocol, so that a host of another one can be asked who it is and be replaced.
 */
export interface HostRequests {
  'host.hello': { params: DaemonHello; result: HostHello };
  /** Answered when the program was started; the answer is its pid and start time. Rejected with PMX_ERR_SPAWN. */
  'host.spawn': { params: SpawnParams; result: { pid: number; startTime: string | null } };
  /** `group`: to the process group, else to the main process. `delivered` is false when it had ended. */
  'host.signal': { params: { key: string; signal: string; group: boolean }; result: { delivered: boolean } };
  /** Bytes (base64) for standard input. Rejected with PMX_ERR_NO_STDIN when nobody reads and the pipe is full. */
  'host.stdin': { params: { key: string; data: string }; result: null };
  /** Drops the record of a process that is `gone`. */
  'host.forget': { params: { key: string }; result: null };
  /** Closes and opens the log files again, for a foreign logrotate. Empty: all of them. */
  'host.reopenLogs': { params: { paths: string[] }; result: null };
  /** Empties the log files and removes their rotated files. Empty: all open ones. */
  'host.flushLogs': { params: { paths: string[] }; result: null };
  /**
   * Cluster primary only. Delivers `value` as `process.on('message', value)`. `delivered` is false when the process has
   * ended, has closed its channel, or does not read.
   */
  'host.message': { params: { key: string; value: unknown }; result: { delivered: boolean } };
  /** The host ends, and its processes with it only if they were ended before. */
  'host.shutdown': { params: Record<string, never>; result: null };
}

/** What a host says by itself. */
export interface HostNotifications {
  /** The main process ended. `groupAlive`: others of its process group still run. */
  'host.exited': { key: string; exit: ExitStatus; groupAlive: boolean };
  /** Follows `host.exited`, always: the group is gone and the output is in the files. */
  'host.gone': { key: string };
  /** Output could not be written (a full disk, say). `bytes` since the last report. */
  'host.dropped': { path: string; bytes: number; reason: string };
  /** Cluster primary only: `process.send(value)`. Kept, up to a limit, for a daemon that is away. */
  'host.message': { key: string; value: unknown };
  /** Cluster primary only: the process listens. Told again after each host.hello. */
  'host.listening': { key: string } & ListeningAddress;
}

/** What the daemon tells a host without asking for an answer. */
export interface DaemonToHost {
  /** The daemon ends on purpose (an update, `pmx kill` without its apps): it is not to be started again. */
  'daemon.leaving': Record<string, never>;
}

export type HostMethod = keyof HostRequests;
export type HostNotification = keyof HostNotifications;

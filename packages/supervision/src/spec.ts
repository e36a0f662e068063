/**
 * The app spec: what a user declared, after parsing.
 *
 * `parseSpec` is the only way to make one. After it no field is optional and nothing downstream asks again
 * whether a value is missing, what its unit is, or whether it is in range.
 */

export type ExecMode = 'fork' | 'cluster';

/** When a log file is closed and a new one begun, and how many old ones are kept. */
export interface RotationSpec {
  /** Bytes after which the file is rotated; 0 turns rotation off. */
  maxSize: number;
  /** Rotated files kept for one log file. */
  keep: number;
  /** Whether rotated files are gzipped. */
  compress: boolean;
  /** Bytes that all rotated files of one log file may take together; the oldest are removed first. */
  totalSize: number;
}

export interface LogSpec {
  /** Absolute path without instance suffix; null: this stream is dropped. */
  outFile: string | null;
  errorFile: string | null;
  /** Both streams in one file as well; null: no such file. */
  combinedFile: string | null;
  /** true: all instances share the files; false: with several instances each gets `-<index>` before the extension. */
  merge: boolean;
  /** A dayjs format put before each line; null: lines are kept as they are. */
  dateFormat: string | null;
  /** `json`: each line becomes `{"timestamp","type","app","id","message"}`. */
  type: 'raw' | 'json';
  rotation: RotationSpec;
}

export interface RestartSpec {
  /** false: an exit is final. */
  auto: boolean;
  /** Exit codes that mean "done": never restarted after one of them. */
  stopExitCodes: number[];
  /** Milliseconds before each restart; 0: the back-off decides. */
  delay: number;
  /** Milliseconds of the first back-off step; it doubles up to `backoffMax`. */
  backoffBase: number;
  /** Milliseconds that a back-off delay never exceeds. */
  backoffMax: number;
  /** Milliseconds that a run must last to count as stable. */
  minUptime: number;
  /** Unstable runs allowed in the sliding window before the app is `errored`. */
  maxRestarts: number;
  /** Bytes of the whole instance (its process group) above which it is restarted; null: no limit. */
  maxMemory: number | null;
  /** true: what filled the heap is written to a file before it is restarted for its memory. */
  heapSnapshot: boolean;
  /** A cron pattern of five or six fields; null: none. */
  cron: string | null;
}

export interface WatchSpec {
  /** Absolute files or folders. */
  paths: string[];
  /** Globs or paths, relative to the app's cwd, besides what is never watched. */
  ignore: string[];
  /** Milliseconds of quiet before a change restarts the app. */
  delay: number;
}

export interface StopSpec {
  /** Signal name such as `SIGINT`. */
  signal: string;
  /** true: the `shutdown` message is sent in place of the signal. */
  message: boolean;
  /** Milliseconds between the request to stop and SIGKILL. */
  killTimeout: number;
  /** true: the whole process group is signalled; false: the main process alone. */
  tree: boolean;
}

/** How to ask a program whether it is well. */
export type ProbeSpec =
  /** A GET that is answered with 200–399. */
  | { kind: 'http'; url: string }
  /** A connection that is accepted. */
  | { kind: 'tcp'; host: string; port: number }
  /** A shell command line, run in the app's folder and environment, that exits with 0. */
  | { kind: 'command'; command: string };

export interface ReadinessSpec {
  /**
   * `auto`: the app listens (cluster mode); its main module has run (fork mode, Node); else a short settle time has
   * been lived through. `message`: the app sends `'ready'` (`wait_ready`). `probe`: the probe succeeds.
   */
  kind: 'auto' | 'message' | 'probe';
  /** null unless `kind` is `probe`. */
  probe: ProbeSpec | null;
  /** Milliseconds between attempts of the probe. */
  interval: number;
  /** Milliseconds after which an app that is not ready has failed. Not used by `auto` in fork mode. */
  timeout: number;
}

/** When a running instance counts as unhealthy, and is replaced (cluster mode) or restarted (fork mode). */
export interface LivenessSpec {
  /** `heartbeat`: the agent's event loop turns. */
  probe: ProbeSpec | { kind: 'heartbeat' };
  /** Milliseconds between looks. */
  interval: number;
  /** Milliseconds that one look may take. */
  timeout: number;
  /** Failed looks in a row after which it is unhealthy. */
  threshold: number;
  /** Milliseconds after the start during which failures don't count. */
  startPeriod: number;
}

export type DependencyCondition = 'started' | 'ready' | 'completed';

/** Another app that has to be there first. */
export interface Dependency {
  /** Name of the app. */
  app: string;
  /** `completed`: it ended with exit code 0. */
  condition: DependencyCondition;
}

/** How a new version takes over (cluster mode). */
export interface ReloadSpec {
  /** Instances that are replaced side by side, 1 or more. */
  parallel: number;
  /** Milliseconds that open connections of the old process have to come to their end. */
  drainTimeout: number;
}

export interface AppSpec {
  /** Unique in one home; never empty, no path separator, no control character. */
  name: string;
  namespace: string;
  /** A path, a command on PATH, or a shell command line, as the user wrote it. Symlinks stay unresolved until each spawn. */
  script: string;
  args: string[];
  /** Absolute. Relative paths in `script` are looked up here. */
  cwd: string;
  /** null: chosen by the script's extension; `none`: the script is itself executable. */
  interpreter: string | null;
  interpreterArgs: string[];
  execMode: ExecMode;
  /** Instances wanted, 1 or more. */
  instances: number;
  /** Declared variables, over the inherited ones. */
  env: Record<string, string>;
  /** Inherited variables that are kept out: all, or those whose name begins with one of these. */
  filterEnv: boolean | string[];
  /** The variable that carries the instance's index in its app. */
  instanceVar: string;
  /** A variable that goes up by one per instance; null: none. */
  incrementVar: string | null;
  /** User and group to run as (root only); null: those of the daemon. */
  uid: string | number | null;
  gid: string | number | null;
  logs: LogSpec;
  /** Absolute path without instance suffix; null: the default in the home. */
  pidFile: string | null;
  restart: RestartSpec;
  watch: WatchSpec | null;
  stop: StopSpec;
  readiness: ReadinessSpec;
  liveness: LivenessSpec | null;
  dependsOn: Dependency[];
  reload: ReloadSpec;
  /** How connections reach the instances of a cluster: in turn, or whoever accepts first. */
  scheduling: 'round-robin' | 'shared';
  /** false: added to the list but not started. */
  autostart: boolean;
  /** Whether Node apps get the agent preloaded. */
  agent: boolean;
  sourceMapSupport: boolean;
  /** Absolute path of the config file it came from; null: from the command line. */
  configFile: string | null;
}

/** What a user wrote: one app of a config file, or the options of `pmx start`, before parsing. */
export type RawApp = Record<string, unknown>;

/** What parsing needs to know of the world. */
export interface ParseContext {
  /** Absolute: where relative paths start (the caller's cwd, or the config file's folder). */
  cwd: string;
  /** Absolute folder of the default log files. */
  logDir: string;
  /** CPU cores, for `instances: "max"` and negative numbers. */
  cores: number;
  /** The caller's home folder, for `~/`. */
  homeDir: string;
  /** Chooses `env_<name>`; null: only `env`. */
  envName: string | null;
  /** Absolute path of the config file that the app stands in; null: the command line. */
  configFile: string | null;
}

/** One thing that is wrong with a declaration. */
export interface SpecProblem {
  /** App's name or its position, such as `apps[2]`. */
  app: string;
  /** As the user wrote it, with the place in its value: `env.PORT`, `args[2]`. */
  field: string;
  /** The offending value as JSON, cut short; of objects only the keys. `undefined`: a field is missing. */
  value: string;
  /** What is accepted, as a phrase: `a number of bytes with a unit, such as 200M`. */
  accepted: string;
}

export interface UnknownField {
  app: string;
  field: string;
  /** The nearest known field; null: none is near. */
  nearest: string | null;
}

export type ParseResult =
  | { ok: true; spec: AppSpec; unknown: UnknownField[] }
  | { ok: false; problems: SpecProblem[]; unknown: UnknownField[] };

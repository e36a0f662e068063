/**
 * The API on daemon.sock: what the CLI and other programs ask of the daemon.
 */

import type { ExitStatus, Phase, RawApp, UnknownField } from '@pmx/supervision';
import type { Explanation, JournalEntry } from './journal';
import type { HostFigures, InstanceMetrics, MetricHistory } from './metrics';

/** The words users know. `stopping` with a restart to follow is still `stopping`. */
export type Status = 'online' | 'launching' | 'stopping' | 'stopped' | 'waiting restart' | 'errored';

export const STATUS_OF: Record<Phase, Status> = {
  online: 'online',
  launching: 'launching',
  stopping: 'stopping',
  stopped: 'stopped',
  waiting: 'waiting restart',
  errored: 'errored',
};

/** One instance, as lists show it. Times are epoch milliseconds, sizes bytes, `cpu` percent of one core. */
export interface InstanceView {
  id: number;
  name: string;
  namespace: string;
  /** Index in its app, from 0. */
  index: number;
  /** Instances wanted of this app. */
  instances: number;
  status: Status;
  /** What is wanted of it, whatever it is doing. */
  desired: 'up' | 'down';
  pid: number | null;
  execMode: 'fork' | 'cluster';
  restarts: number;
  /** Unstable runs in a row. */
  unstableRestarts: number;
  cpu: number;
  memory: number;
  startedAt: number | null;
  createdAt: number;
  version: string | null;
  user: string;
  watching: boolean;
  /** Why it waits or is errored, in plain words; null otherwise. */
  cause: string | null;
  lastExit: ExitStatus | null;
}

/** All that `describe`, `env` and jlist show of one instance. */
export interface InstanceDetails extends InstanceView {
  script: string;
  args: string[];
  cwd: string;
  /** What runs the script: an absolute path, or `none`. */
  interpreter: string;
  interpreterArgs: string[];
  nodeVersion: string | null;
  outFile: string | null;
  errorFile: string | null;
  combinedFile: string | null;
  pidFile: string | null;
  configFile: string | null;
  autorestart: boolean;
  watch: string[];
  cron: string | null;
  maxMemory: number | null;
  stopSignal: string;
  killTimeout: number;
  /** Bytes of output that could not be written since the daemon began: a full disk, say. */
  droppedBytes: number;
  /** The latest figures, up to half a minute old where nobody watches; null: it does not run, or was not looked at yet. */
  metrics: InstanceMetrics | null;
  /** Names of the actions that the running app has registered. */
  actions: string[];
  /** The environment that the next start would get. */
  env: Record<string, string>;
  /** `outOfMemory`: only where it is known. */
  lastExitDetails: {
    status: ExitStatus;
    uptime: number;
    at: number;
    outOfMemory?: JournalEntry['outOfMemory'];
  } | null;
}

/** Names apps: an id, a name, a namespace, `all`, `/regex/` or a script path. */
export interface NameTarget {
  kind: 'name';
  value: string;
  /** Absolute folder that a script path starts from; null: only absolute paths are meant. */
  cwd: string | null;
}

/** A config file that the CLI has read; its apps are authoritative for those of the same name. */
export interface ConfigTarget {
  kind: 'config';
  /** Absolute. */
  file: string;
  apps: RawApp[];
}

export type Target = NameTarget | ConfigTarget;

/** Who calls, and with which surroundings. */
export interface Caller {
  cwd: string;
  env: Record<string, string>;
}

export interface StartParams {
  targets: Target[];
  caller: Caller;
  /** Fields given as options; they go over those of every app named. */
  overrides: RawApp;
  /** Chooses `env_<name>`. */
  envName: string | null;
  /** Only these apps of a config file; empty: all. */
  only: string[];
  /** Start another one although it runs already. */
  force: boolean;
  /** Take the caller's environment in place of the stored one. */
  updateEnv: boolean;
  /** What to do with an app that runs already: an error, a restart, or a reload. */
  running: 'error' | 'restart' | 'reload';
}

export interface RestartParams {
  targets: Target[];
  caller: Caller;
  overrides: RawApp;
  envName: string | null;
  only: string[];
  updateEnv: boolean;
}

export interface TargetsParams {
  targets: Target[];
}

/** Why one instance did not get where the command wanted it. */
export interface Failure {
  id: number;
  name: string;
  /** In plain words: `exited with code 3 after 120 ms`. */
  reason: string;
  exit: ExitStatus | null;
  /** Last lines of its error output, oldest first; untrusted bytes. */
  errorTail: string[];
  /** What comes next: `restart in 400 ms`, `gave up`; may be empty. */
  next: string;
}

/** What a command that changes apps answers. */
export interface ChangeResult {
  /** Ids it acted on. */
  changed: number[];
  failures: Failure[];
  /** Fields that no app has, and other things worth a word. */
  unknownFields: UnknownField[];
  notes: string[];
  /** The list afterwards. */
  list: InstanceView[];
}

export interface ProgressParams {
  /** Id of the request that this belongs to. */
  request: number;
  done: number;
  total: number;
  /** What just happened: `api (0) online`. */
  message: string;
}

/** What one instance answered to a question; null `result` when there is an `error`, in plain words. */
export interface AgentAnswer<T> {
  id: number;
  name: string;
  result: T | null;
  error: string | null;
}

export interface MonitorSnapshot {
  /** Epoch milliseconds. */
  at: number;
  apps: InstanceView[];
  metrics: InstanceMetrics[];
  host: HostFigures;
  /** Of the focus; null: no focus. */
  history: MetricHistory | null;
  /** The newest entries, oldest first. */
  journal: JournalEntry[];
}

/** What has changed since the snapshot or the tick before. */
export interface MonitorTick {
  at: number;
  apps: InstanceView[];
  /** Ids that have left the list. */
  removed: number[];
  /** Of the focus every metric; of the others those in `LIST_METRICS`. */
  metrics: InstanceMetrics[];
  host: HostFigures;
  journal: JournalEntry[];
}

/** Bus events (`subscribe`), in the shape that users of pm2's bus know. */
export interface BusEvent {
  /** Epoch milliseconds. */
  at: number;
  event: string;
  process: { pm_id: number; name: string; namespace: string };
  data: unknown;
}

/** Requests of clients, by method. */
export interface ApiRequests {
  ping: { params: Record<string, never>; result: PingResult };
  /** `version`: of the daemon. */
  list: { params: Record<string, never>; result: { apps: InstanceView[]; version: string } };
  /** Empty targets: all. */
  describe: { params: TargetsParams; result: { apps: InstanceDetails[] } };
  start: { params: StartParams; result: ChangeResult };
  restart: { params: RestartParams; result: ChangeResult };
  reload: { params: RestartParams; result: ChangeResult };
  stop: { params: TargetsParams; result: ChangeResult };
  delete: { params: TargetsParams; result: ChangeResult };
  /** `count`: `4`, `+2` or `-1`. */
  scale: { params: { target: string; count: string }; result: ChangeResult };
  reset: { params: TargetsParams; result: ChangeResult };
  signal: { params: { targets: Target[]; signal: string }; result: ChangeResult };
  /** A line for standard input (`data` is sent as it is). */
  send: { params: { target: string; data: string }; result: null };
  /** A message for the app: `process.on('message')`. */
  message: { params: { target: string; value: unknown }; result: null };
  flush: { params: TargetsParams; result: { files: string[] } };
  reloadLogs: { params: TargetsParams; result: { files: string[] } };
  save: { params: { force: boolean }; result: { file: string; apps: number } };
  resurrect: { params: { caller: Caller }; result: ChangeResult };
  /** Events of this kind are sent to this connection from now on; the answer is the list at that instant. */
  subscribe: { params: { events: string[] }; result: { apps: InstanceView[] } };
  /** The newest `limit` entries about these apps that are younger than `since` (epoch ms), oldest first. Empty targets: all. */
  history: {
    params: { targets: Target[]; limit: number; since: number | null };
    result: { entries: JournalEntry[] };
  };
  why: { params: TargetsParams; result: { apps: Explanation[] } };
  /** The latest figures. Empty targets: all. */
  metrics: { params: TargetsParams; result: { apps: InstanceMetrics[]; host: HostFigures } };
  /**
   * A dashboard's stream: the answer is all there is at this instant, and `tick` follows once a second on this connection.
   * Asked again it changes the focus: the instance whose every metric is told, and its past.
   */
  monitor: { params: { focus: number | null }; result: MonitorSnapshot };
  /** Records for `duration` milliseconds and writes to the absolute path `file`, in the app's process. */
  profile: {
    params: { target: string; kind: 'cpu' | 'heap'; duration: number; file: string };
    result: { file: string; bytes: number };
  };
  /** Writes to the absolute path `file`; the app stands still meanwhile, for `pause` milliseconds. */
  heapSnapshot: {
    params: { target: string; file: string };
    result: { file: string; bytes: number; pause: number };
  };
  /** A full garbage collection. `before` and `after`: bytes of heap used. */
  gc: { params: TargetsParams; result: { apps: AgentAnswer<{ before: number; after: number }>[] } };
  /** Calls an action that the app has registered, in each instance named. `deadline`: milliseconds for the answer. */
  trigger: {
    params: { targets: Target[]; action: string; params: unknown; deadline: number };
    result: { apps: AgentAnswer<unknown>[] };
  };
  /**
   * The daemon ends. `keep`: apps and hosts go on, for a daemon that comes after this one. `stop`: apps are stopped with all
   * else, and the list remembers that they were up.
   */
  leave: { params: { apps: 'keep' | 'stop' }; result: { stopped: number } };
  /**
   * Puts hosts of the daemon's own version in the place of those that run. Programs of the keeper go on; clustered apps are
   * started again.
   */
  renewHosts: { params: Record<string, never>; result: { renewed: HostInfo[] } };
  /** Stops every app, then the keeper and the daemon. */
  kill: { params: Record<string, never>; result: { stopped: number } };
}

export interface HostInfo {
  /** `keeper`, or the name of the clustered app whose primary it is. */
  name: string;
  pid: number;
  version: string;
  protocol: number;
  compatible: boolean;
}

export interface PingResult {
  pid: number;
  keeperPid: number | null;
  version: string;
  protocol: number;
  home: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** The keeper first. One of another protocol is replaced when its apps are next restarted. */
  hosts: HostInfo[];
}

/** What a slow reader missed since it was last told. */
export interface DroppedParams {
  notifications: number;
}

/** What the daemon says by itself. */
export interface ApiNotifications {
  progress: ProgressParams;
  event: BusEvent;
  dropped: DroppedParams;
  tick: MonitorTick;
}

export type ApiMethod = keyof ApiRequests;

import type { Account } from './account';

/** What launching needs to know of pmx itself. */
export interface Surroundings {
  /** The daemon's own Node, for apps on whose PATH there is none. Absolute. */
  nodePath: string;
  /** Absolute path of the bundled agent. */
  agentFile: string;
  agentSocket: string;
}

/** How one program is started, found anew at each start. */
export interface Launch {
  /** Absolute path of the program that the system executes. */
  file: string;
  args: string[];
  /** The name it was found by on PATH, as a shell would pass it; null: `file`. */
  argv0: string | null;
  /** What runs the script: an absolute path, or `none`. */
  interpreter: string;
  /** Such as `v22.18.0`; null: it is no Node program. */
  nodeVersion: string | null;
  /** Absolute, symlinks unresolved; null: a shell command line. */
  scriptPath: string | null;
  /** Whether the agent is preloaded, and so will tell when the main module has run. */
  reportsBoot: boolean;
  /** Numbers to switch to; null: those of the daemon. */
  uid: number | null;
  gid: number | null;
  /** Whom `uid` names; null: no switch, or nobody known. */
  account: Account | null;
}

/** A program that was found. */
export interface Command {
  /** Absolute. */
  file: string;
  /** The bare name it was found by on PATH; null: it was named by a path. */
  argv0: string | null;
}

/** Where names are looked up. */
export interface Place {
  /** Absolute. */
  cwd: string;
  /** `PATH` of the app's environment. */
  path: string;
  nodePath: string;
}

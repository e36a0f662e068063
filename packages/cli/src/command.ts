/** What a command is, and what it is given. Each module in commands/ exports one as `command`. */

import type { Readable, Writable } from 'node:stream';
import type { Client, ClientEvents } from '@pmx/client';
import type { ProgressParams, StartParams } from '@pmx/protocol';
import type { Home } from '@pmx/system';

/**
 * - `boolean`: a switch
 * - `string`: needs a value
 * - `list`: needs a value; may be given several times, and each value may hold several, parted by commas or spaces
 * - `optional`: may stand alone or have a value
 */
export type OptionType = 'boolean' | 'string' | 'list' | 'optional';

export interface OptionSpec {
  /** The long name without dashes: `kill-timeout`, `no-color`. */
  name: string;
  /** Other names: one letter or long. */
  aliases?: readonly string[];
  type: OptionType;
  /** What stands for the value in the help: `MS`. */
  value?: string;
  description: string;
}

/** Values by long name; an option that was not given is absent. An `optional` one alone is `true`. */
export type OptionValues = Readonly<Record<string, boolean | string | readonly string[] | undefined>>;

export interface Arguments {
  /** Words that are no options, without the command's own name. */
  words: readonly string[];
  /** What follows `--`; null when there is no `--`. */
  rest: readonly string[] | null;
  options: OptionValues;
}

/** Fields of one app, as in a config file, before parsing. */
export type App = StartParams['overrides'];

export interface Example {
  line: string;
  meaning: string;
}

/** What the light registry knows without loading the command. */
export interface CommandSummary {
  /** The name shown, then the other names it goes by. */
  names: readonly [string, ...string[]];
  summary: string;
}

export interface Command extends CommandSummary {
  /** After the name: `<target…> [options]`. */
  usage: string;
  /** Fewest words it can do with. */
  minWords: number;
  /** Most words it takes. */
  maxWords: number;
  /** Besides those that every command has. */
  options: readonly OptionSpec[];
  examples: readonly Example[];
  /** @returns the exit code: 0, or 1 when anything that was asked for did not happen */
  run(args: Arguments, context: Context): Promise<number>;
}

/** Where a command writes. */
export interface Terminal {
  /** To standard output, at once and wholly. Once its reader has gone, nothing is written. */
  write(text: string): void;
  /** To standard error. */
  warn(text: string): void;
  /** Columns of standard output; Infinity when it is no terminal. */
  readonly columns: number;
  /** Whether standard output takes colours. */
  readonly colors: boolean;
  /** Whether standard error is a terminal, where a line can be rewritten. */
  readonly live: boolean;
}

export interface ConnectParams extends ClientEvents {
  /** false: fail with PMX_ERR_NOT_RUNNING when no daemon runs. By default it is launched. */
  launch?: boolean;
}

export interface Context {
  /** The caller's working directory, absolute. */
  readonly cwd: string;
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly home: Home;
  /** Absolute path of the daemon's main file. */
  readonly daemonFile: string;
  readonly terminal: Terminal;
  /** `--json`: JSON alone on standard output. */
  readonly json: boolean;
  /** `-s`: nothing on standard output but what was asked for as data. */
  readonly silent: boolean;
  /** The streams themselves, for commands that read or write without end. */
  readonly stdin: () => Readable;
  readonly stdout: () => Writable;
  /**
   * Opens a connection to the daemon; it ends with the command.
   * @throws {PmxError} PMX_ERR_NOT_RUNNING, PMX_ERR_DAEMON_START, PMX_ERR_HOME_UNSAFE
   */
  connect(options?: ConnectParams): Promise<Client>;
  /** Shows how far a long operation is, on a terminal. */
  progress(progress: ProgressParams): void;
  /** Calls back on Ctrl-C or SIGTERM, which then no longer end the command by themselves. */
  onInterrupt(listener: () => void): void;
}

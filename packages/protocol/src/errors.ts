/**
 * The coded errors of pmx. docs/errors.md lists each of them; a test compares the two.
 *
 * A message names the offender; `advice` says what to do.
 */

export const ERROR_CODES = {
  // What the user typed
  PMX_ERR_USAGE: 'The command line is not one that pmx understands.',
  PMX_ERR_UNKNOWN_COMMAND: 'No command has this name.',
  PMX_ERR_UNKNOWN_APP: 'No app, id, namespace or pattern matches.',
  PMX_ERR_NOTHING_TO_DO: '`all` was asked for and no app is in the list.',
  PMX_ERR_ALREADY_RUNNING: 'The app runs already and was not forced.',
  // What the user declared
  PMX_ERR_INVALID_SPEC: 'A field of an app has a wrong type, unit or range.',
  PMX_ERR_DEPENDENCY:
    'Apps depend on one another in a circle, on one that does not exist, or on one that never ends.',
  PMX_ERR_DUPLICATE_NAME: 'Two apps have one name.',
  PMX_ERR_CONFIG_NOT_FOUND: 'The config file does not exist or cannot be read.',
  PMX_ERR_CONFIG_SYNTAX: 'The config file has a syntax error.',
  PMX_ERR_CONFIG_THREW: 'The config file threw an error while it ran.',
  PMX_ERR_CONFIG_SHAPE: 'The config file holds no apps.',
  PMX_ERR_ENV_FILE: 'The env_file cannot be read.',
  // What the machine says
  PMX_ERR_SCRIPT_NOT_FOUND: 'The script does not exist.',
  PMX_ERR_SCRIPT_IS_DIRECTORY: 'The script is a folder.',
  PMX_ERR_NOT_EXECUTABLE: 'The script has no execute permission and no interpreter.',
  PMX_ERR_INTERPRETER_NOT_FOUND: 'The interpreter is not on PATH.',
  PMX_ERR_NO_TYPESCRIPT_RUNNER: 'This Node cannot run TypeScript and no runner is installed beside the app.',
  PMX_ERR_CWD_NOT_FOUND: 'The working directory does not exist.',
  PMX_ERR_USER: 'The user or group is unknown, or pmx does not run as root.',
  PMX_ERR_SPAWN: 'The operating system refused to start the program.',
  PMX_ERR_NO_STDIN: 'The program does not run, or does not read its standard input.',
  // The home and the processes behind it
  PMX_ERR_HOME_UNSAFE: 'The home belongs to another user or others may write to it.',
  PMX_ERR_STATE_WRITE: 'The state cannot be written to disk.',
  PMX_ERR_EMPTY_SAVE: 'There is no app to save, and an empty list is not saved unless forced.',
  PMX_ERR_NO_DUMP: 'Nothing was saved yet.',
  PMX_ERR_DAEMON_START: 'The daemon did not come up.',
  PMX_ERR_DAEMON_GONE: 'The connection to the daemon ended before it answered.',
  PMX_ERR_NOT_RUNNING: 'No daemon runs in this home.',
  PMX_ERR_TIMEOUT: 'No answer came before the deadline.',
  PMX_ERR_HOST_GONE: 'The keeper ended and is being brought back.',
  PMX_ERR_BOOT: 'The init system is unknown or refuses, or it takes root.',
  PMX_ERR_LOCKED: 'Another process holds the lock.',
  PMX_ERR_NO_AGENT: 'The app does not run, or has no agent to ask.',
  PMX_ERR_AGENT_ANSWER: 'The agent inside the app could not do what it was asked for.',
  PMX_ERR_UNSUPPORTED: 'This cannot be done here.',
  // The wire
  PMX_ERR_PROTOCOL: 'A message is malformed, too large, or its parameters have the wrong shape.',
  PMX_ERR_VERSION: 'The command and the daemon are of versions that do not understand each other.',
  PMX_ERR_UNKNOWN_METHOD: 'No method has this name.',
  PMX_ERR_INTERNAL: 'A fault in pmx itself.',
} as const;

/** Exit code of a daemon that found no space for its lock (EX_IOERR): it may have had none for its log either. */
export const EXIT_DISK_FULL = 74;

export type ErrorCode = keyof typeof ERROR_CODES;

export class PmxError extends Error {
  override readonly name = 'PmxError';

  /**
   * @param code stable, for programs
   * @param message names the offender, for people
   * @param advice what to do about it; may be empty
   * @param details plain data for programs
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly advice: string = '',
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** Any thrown value as a coded error; what is not one already is a fault of ours. */
export function toPmxError(error: unknown): PmxError {
  if (error instanceof PmxError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PmxError('PMX_ERR_INTERNAL', message);
}

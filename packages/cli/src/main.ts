/** The `pmx` command: binds the CLI to its process. */

import { join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { homeAt } from '@pmx/system';
import { wantsColors } from './output/colors';
import { FdTerminal } from './output/terminal';
import { run } from './run';

const argv = process.argv.slice(2);
const env = { ...process.env } as Record<string, string>;
const cwd = workingDirectory();
const isTerminal = isatty(1);
const end = argv.indexOf('--');
const noColor = argv.slice(0, end === -1 ? argv.length : end).includes('--no-color');

const userHome = (): string => env.HOME || (require('node:os') as typeof import('node:os')).homedir();

/** The folder may have been removed under the shell; most commands can do without. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return env.PWD ?? '/';
  }
}

const exitCode = run({
  argv,
  cwd,
  env,
  home: homeAt(resolve(cwd, env.PMX_HOME || join(userHome(), '.pmx'))),
  daemonFile: join(__dirname, 'daemon.cjs'),
  terminal: new FdTerminal({
    columns: (isTerminal && process.stdout.columns) || Number.POSITIVE_INFINITY,
    colors: wantsColors(env, noColor, isTerminal),
    live: isatty(2),
  }),
  stdin: () => process.stdin,
  stdout: () => process.stdout,
  onInterrupt: (listener) => {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
  },
});

// Nothing is left to wait for: what was written has been written, and connections end with the process.
void exitCode.then((code) => process.exit(code));

/** Runs a command line against a fake daemon, in this process. */

import { PassThrough } from 'node:stream';
import { run } from '../../../../packages/cli/src/run';
import type { FakeDaemon } from './fake-daemon';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  columns?: number;
  live?: boolean;
  env?: Record<string, string>;
}

export async function runCli(daemon: FakeDaemon, argv: string[], options: RunOptions = {}): Promise<Outcome> {
  const outcome = { code: -1, stdout: '', stderr: '' };
  outcome.code = await run({
    argv,
    cwd: daemon.home.dir,
    env: options.env ?? { LANG: 'C' },
    home: daemon.home,
    daemonFile: '/nonexistent/daemon.cjs',
    terminal: {
      write: (text) => {
        outcome.stdout += text;
      },
      warn: (text) => {
        outcome.stderr += text;
      },
      columns: options.columns ?? Number.POSITIVE_INFINITY,
      colors: false,
      live: options.live ?? false,
    },
    stdin: () => new PassThrough(),
    stdout: () => new PassThrough(),
    onInterrupt: () => {},
  });
  return outcome;
}

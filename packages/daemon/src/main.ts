/** The daemon's process. */

import { availableParallelism, homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { EXIT_DISK_FULL, PmxError } from '@pmx/protocol';
import { acquireLock, homeAt, ownLog, prepareHome } from '@pmx/system';
import { logTo } from './log';

declare const __PMX_VERSION__: string;

const home = homeAt(process.env.PMX_HOME ?? join(homedir(), '.pmx'));
const log = logTo(ownLog(2, home.daemonLog), () => new Date());

async function main(): Promise<void> {
  prepareHome(home);
  const lock = acquireLock(home.lockDir, 'daemon');
  process.on('exit', () => lock.release());
  // A terminal that is closed, or a Ctrl-C for the command that launched it, is not meant for the daemon.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGPIPE'] as const) process.on(signal, () => {});
  process.chdir('/');
  // Only the one that holds the lock loads the rest: of fifty that begin at once, forty-nine end here.
  const { runDaemon } = await import('./daemon');
  const leave = await runDaemon({
    home,
    surroundings: {
      nodePath: process.execPath,
      agentFile: join(__dirname, 'agent.cjs'),
      agentSocket: home.agentSocket,
    },
    keeperFile: join(__dirname, 'keeper.cjs'),
    primaryFile: join(__dirname, 'primary.cjs'),
    version: __PMX_VERSION__,
    cores: availableParallelism(),
    homeDir: homedir(),
    user: userInfo().username,
    env: Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    program: { node: process.execPath, file: __filename },
    log,
    exit: () => process.exit(0),
  });
  process.once('SIGTERM', leave);
}

process.on('uncaughtException', (error) => {
  log.error(`A fault in pmx: ${error.stack ?? error.message}`);
  process.exit(70);
});
process.on('unhandledRejection', (error) => {
  log.error(`A fault in pmx: ${error instanceof Error ? error.stack : String(error)}`);
  process.exit(70);
});

main().catch((error: unknown) => {
  const locked = error instanceof PmxError && error.code === 'PMX_ERR_LOCKED';
  log.error(error instanceof PmxError ? `${error.message} ${error.advice}` : String((error as Error).stack));
  const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
  process.exit(locked ? 0 : full ? EXIT_DISK_FULL : 1);
});

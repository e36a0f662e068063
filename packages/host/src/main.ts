/** The keeper's process. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toPmxError } from '@pmx/protocol';
import { acquireLock, type Home, homeAt, ownLog, prepareHome, writeFileAtomic } from '@pmx/system';
import { Keeper } from './keeper';
import { listenAt } from './listen';
import { spawnDaemon } from './spawn-daemon';

declare const __PMX_VERSION__: string;

const home = homeAt(process.env.PMX_HOME ?? '');
const write = ownLog(2, home.keeperLog);
const log = (message: string): void => write(`${new Date().toISOString()} ${message}\n`);

async function main(): Promise<void> {
  if (home.dir === '') throw new Error('PMX_HOME is not set.');
  prepareHome(home);
  const lock = acquireLock(home.lockDir, 'keeper');
  notePid(home);
  const daemonCommand = { file: join(__dirname, 'daemon.cjs'), env: process.env, logFile: home.daemonLog };
  const keeper = new Keeper({
    home,
    version: __PMX_VERSION__,
    startDaemon: (program, ended) => spawnDaemon({ ...daemonCommand, ...program }, ended),
    log,
    // The answer goes out first.
    onShutdown: () => setImmediate(() => end('asked to')),
  });
  await keeper.adopt();
  const server = await listenAt(home.keeperSocket, (socket) => keeper.link.accept(socket));
  log(`The keeper runs with pid ${process.pid}.`);

  function end(why: string): void {
    log(`The keeper ends: ${why}.`);
    keeper.close();
    server.close();
    rmSync(home.keeperPid, { force: true });
    lock.release();
    setImmediate(() => process.exit(0));
  }
  process.once('SIGTERM', () => end('SIGTERM'));
}

/** For people and scripts; pmx itself does without it. */
function notePid({ keeperPid }: Home): void {
  try {
    writeFileAtomic(keeperPid, `${process.pid}\n`, { fsync: false });
  } catch (error) {
    log(`${keeperPid} cannot be written: ${(error as Error).message}`);
  }
}

// A terminal's signals are for programs in it; the keeper outlives it.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => {});
// A fault of ours must not cost exit statuses and output: it is told, and life goes on.
process.on('uncaughtException', (error) => log(`Fault in the keeper: ${error.stack}`));

main().catch((error) => {
  const { message } = toPmxError(error);
  log(`The keeper can't start: ${message}`);
  process.exit(1);
});

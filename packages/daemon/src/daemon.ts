/** Runs the daemon, from its state on disk to its last word. */

import { chmodSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { writeFileAtomic } from '@pmx/system';
import { Registry } from './apps/registry';
import { Assembly } from './assembly';
import type { DaemonOptions } from './options';
import { restore } from './store/restore';

/** Milliseconds between the end of all and the daemon's own: the answer to `kill` is on its way out. */
const LAST_WORD = 50;

/**
 * Reads the state, finds out what runs, and serves. Resolves when commands are answered.
 * @returns ends this daemon alone, at once: a reload under way is left to be undone by the next one
 */
export async function runDaemon(options: DaemonOptions): Promise<() => void> {
  const { home, log } = options;
  const registry = new Registry();
  const isOver = restore(home.stateFile, registry, log);
  const parts: Assembly = new Assembly(options, registry, (what) =>
    setImmediate(() => void (what === 'all' ? endAll(parts, options) : endAlone(parts, options))),
  );
  parts.recorder.began(process.pid, options.version, isOver);
  await parts.findProcesses(isOver ? 'all' : 'daemon');
  await listen(parts.agents.server, home.agentSocket);
  void parts.triggers.refresh();
  parts.figures.start();
  await listen(parts.api.server, home.daemonSocket);
  notePid(options);
  log.info(`Daemon ${process.pid} serves ${registry.size} apps.`);
  return () => endAlone(parts, options);
}

/** For people and scripts; pmx itself does without it. */
function notePid({ home, log }: DaemonOptions): void {
  try {
    writeFileAtomic(home.daemonPid, `${process.pid}\n`, { fsync: false });
  } catch (error) {
    log.error(`${home.daemonPid} cannot be written: ${(error as Error).message}`);
  }
}

/** The end of the connection tells the caller of `kill` that all is over. */
async function endAll(parts: Assembly, options: DaemonOptions): Promise<void> {
  options.log.info('Ending with all apps, as asked.');
  parts.recorder.own('the daemon ends with all apps, as asked', 'ended');
  settle(parts);
  await parts.hosts.closeAll();
  await parts.keeper.call('host.shutdown', {}).catch(() => {});
  parts.keeper.leave();
  vanish(parts, options);
}

/** Apps and hosts go on; the keeper starts a daemon if none comes. */
function endAlone(parts: Assembly, options: DaemonOptions): void {
  options.log.info('Ending alone, as asked; the apps go on.');
  parts.recorder.own('the daemon ends alone, as asked; the apps go on', 'ended');
  settle(parts);
  parts.hosts.leaveAll();
  vanish(parts, options);
}

function settle(parts: Assembly): void {
  parts.triggers.close();
  parts.figures.close();
  parts.readiness.close();
  parts.store.close();
  parts.journal.flush();
}

function vanish(parts: Assembly, { home, exit }: DaemonOptions): void {
  parts.agents.close();
  parts.api.close();
  for (const path of [home.daemonPid, home.daemonSocket, home.agentSocket]) rmSync(path, { force: true });
  setTimeout(exit, LAST_WORD);
}

/** Binds a socket file. The daemon's lock is held, so that one that is there belongs to nobody who lives. */
function listen(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve();
    });
  });
}

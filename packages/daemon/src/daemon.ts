/** Puts the daemon together and runs it. */

import { spawn } from 'node:child_process';
import { chmodSync, closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import type { BusEvent, HostHello } from '@pmx/protocol';
import { explainProblem } from '@pmx/supervision';
import { type Home, monotonicNow } from '@pmx/system';
import { ApiServer } from './api/api-server';
import { methodsOf } from './api/methods';
import { parseProcessKey, type Slot } from './apps/app';
import { Registry } from './apps/registry';
import type { Daemon } from './commands/context';
import type { Surroundings } from './launch';
import { AgentServer } from './links/agent-server';
import { KeeperLink } from './links/keeper-link';
import type { Log } from './log';
import { MemoryGuard } from './observe/memory-guard';
import { Scheduler } from './observe/scheduler';
import { UsageSampler } from './observe/usage';
import { Watcher } from './observe/watcher';
import { Spawner } from './runtime/spawner';
import { Supervisor } from './runtime/supervisor';
import { readSnapshot } from './store/files';
import { reviveApp, reviveSlot, type Snapshot } from './store/snapshot';
import { StateStore } from './store/state-store';

export interface DaemonOptions {
  home: Home;
  surroundings: Surroundings;
  /** Program file of the keeper. */
  keeperFile: string;
  version: string;
  cores: number;
  homeDir: string;
  user: string;
  /** The daemon's own environment; the keeper gets it too. */
  env: Record<string, string>;
  log: Log;
  /** All is over. */
  exit(): void;
}

/** Reads the state, finds out what runs, and serves. Resolves when commands are answered. */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const { home, log } = options;
  const registry = new Registry();
  const store = new StateStore(home.stateFile, registry, log);
  let supervisor: Supervisor;
  let api: ApiServer;

  const keeper = new KeeperLink({
    socketPath: home.keeperSocket,
    version: options.version,
    launch: () => launchKeeper(options),
    log,
    onNotification: (name, params) => supervisor.hear(name, params),
    onReconnected: (processes) => supervisor.reconcile(processes, false),
  });
  const agents = new AgentServer({
    accepts: (key) => supervisor.slotOf(key)?.state.generation === parseProcessKey(key)?.generation,
    onHello: () => {},
    onBooted: (key) => supervisor.hearAgent(key, 'booted'),
    onMessage: (key, value) => {
      if (value === 'ready') supervisor.hearAgent(key, 'ready');
      const slot = supervisor.slotOf(key);
      if (slot) api.publish(busEvent(slot, 'process:msg', value));
    },
  });
  const usage = new UsageSampler(monotonicNow);
  const triggers = makeTriggers(options, registry, usage, () => supervisor);
  supervisor = new Supervisor({
    registry,
    store,
    keeper,
    agents,
    spawner: new Spawner(options.surroundings),
    pidDir: home.pidDir,
    log,
    now: monotonicNow,
    dice: Math.random,
    publish: (slot, { event, message }) => {
      log.info(`${slot.app.spec.name} (${slot.id}): ${message}`);
      api.publish(busEvent(slot, 'process:event', { event, message, status: slot.state.phase }));
    },
    onRemoved: (slot) =>
      api.publish(busEvent(slot, 'process:event', { event: 'delete', message: 'deleted' })),
  });
  const daemon: Daemon = {
    supervisor,
    store,
    surroundings: options.surroundings,
    logDir: home.logDir,
    pidDir: home.pidDir,
    dumpFile: home.dumpFile,
    cores: options.cores,
    homeDir: options.homeDir,
    user: options.user,
    usage,
    refreshTriggers: triggers.refresh,
  };

  async function end(): Promise<void> {
    log.info('Ending, as asked.');
    triggers.close();
    store.flush();
    await keeper.call('host.shutdown', {}).catch(() => {});
    keeper.leave();
    agents.close();
    api.close();
    for (const path of [home.daemonPid, home.daemonSocket, home.agentSocket]) rmSync(path, { force: true });
    // The answer to `kill` is on its way out.
    setTimeout(options.exit, 50);
  }

  api = new ApiServer(
    methodsOf({
      daemon,
      keeper,
      agents,
      version: options.version,
      home: home.dir,
      startedAt: Date.now(),
      end: () => setImmediate(() => void end()),
    }),
  );

  restore(home, registry, log);
  const hello: HostHello = await keeper.open();
  await listen(agents.server, home.agentSocket);
  supervisor.reconcile(hello.processes, true);
  triggers.refresh();
  await listen(api.server, home.daemonSocket);
  writeFileSync(home.daemonPid, `${process.pid}\n`);
  log.info(
    `Daemon ${process.pid} serves ${registry.size} apps; keeper ${hello.pid} holds ${hello.processes.length} processes.`,
  );
}

function busEvent(slot: Slot, event: string, data: unknown): BusEvent {
  const { name, namespace } = slot.app.spec;
  return { at: Date.now(), event, process: { pm_id: slot.id, name, namespace }, data };
}

/** Watching, cron and memory limits: all of them only ask for a restart, through the mailbox. */
function makeTriggers(
  options: DaemonOptions,
  registry: Registry,
  usage: UsageSampler,
  supervisor: () => Supervisor,
) {
  const { home, log } = options;
  const restartAll = (slots: Slot[], reason: 'cron' | 'watch'): void =>
    supervisor().postAll(slots.map((slot) => ({ slot, event: { type: 'restart', reason } })));
  const watcher = new Watcher(
    (app, path) => {
      log.info(`${app.spec.name}: ${path} changed.`);
      restartAll(app.slots, 'watch');
    },
    [home.dir],
    log,
  );
  const scheduler = new Scheduler((app) => restartAll(app.slots, 'cron'));
  const guard = new MemoryGuard(
    usage,
    () => registry.slots(),
    (slot, limit) => {
      log.info(`${slot.app.spec.name} (${slot.id}) takes ${slot.usage.memory} bytes, more than ${limit}.`);
      supervisor().post(slot, { type: 'restart', reason: 'memory' });
    },
  );
  return {
    refresh: () => {
      watcher.refresh(registry.all());
      void scheduler.refresh(registry.all());
      guard.refresh();
    },
    close: () => {
      watcher.close();
      scheduler.close();
      guard.close();
    },
  };
}

/** Fills the registry with what was on disk. */
function restore(home: Home, registry: Registry, log: Log): void {
  const { snapshot, warnings } = readSnapshot(home.stateFile, Date.now());
  for (const warning of warnings) log.error(warning);
  for (const saved of snapshot?.apps ?? []) restoreApp(saved, snapshot!, registry, log);
}

function restoreApp(saved: Snapshot['apps'][number], snapshot: Snapshot, registry: Registry, log: Log): void {
  const app = reviveApp(saved, snapshot.environments);
  if ('problems' in app) {
    log.error(`An app cannot be restored. ${app.problems.map(explainProblem).join(' ')}`);
    return;
  }
  registry.add(app);
  for (const slot of saved.slots) registry.restoreSlot(reviveSlot(app, slot));
}

function launchKeeper({ keeperFile, home, env }: DaemonOptions): void {
  const output = openSync(home.keeperLog, 'a', 0o600);
  const child = spawn(process.execPath, [keeperFile], {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: '/',
    env: { ...env, PMX_HOME: home.dir },
  });
  closeSync(output);
  child.on('error', () => {
    // The attempts to connect run into their deadline, and that is told.
  });
  child.unref();
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

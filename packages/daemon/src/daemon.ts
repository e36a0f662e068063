/** Puts the daemon together and runs it. */

import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import type { BusEvent, HostedProcess } from '@pmx/protocol';
import type { RestartReason } from '@pmx/supervision';
import { type Home, monotonicNow } from '@pmx/system';
import { ApiServer } from './api/api-server';
import { methodsOf } from './api/methods';
import { type App, type Slot, specOf } from './apps/app';
import { Registry } from './apps/registry';
import type { Daemon } from './commands/context';
import { renew } from './commands/reload';
import type { Surroundings } from './launch';
import { AgentServer } from './links/agent-server';
import { HostLink } from './links/host-link';
import { Hosts } from './links/hosts';
import { launchKeeper, launchPrimary, primarySocket } from './links/launch-host';
import type { Log } from './log';
import { probeSlot } from './observe/probes/probe-slot';
import { ReadinessProbes } from './observe/readiness';
import { Triggers } from './observe/triggers';
import { UsageSampler } from './observe/usage';
import { SerialQueue } from './runtime/queue';
import { Spawner } from './runtime/spawner';
import { Supervisor } from './runtime/supervisor';
import { restore } from './store/restore';
import { StateStore } from './store/state-store';

export interface DaemonOptions {
  home: Home;
  surroundings: Surroundings;
  /** Program files of the hosts. */
  keeperFile: string;
  primaryFile: string;
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
  restore(home.stateFile, registry, log);
  const running = assemble(options, registry);
  await running.findProcesses();
  await listen(running.agents.server, home.agentSocket);
  running.triggers.refresh();
  await listen(running.api.server, home.daemonSocket);
  writeFileSync(home.daemonPid, `${process.pid}\n`);
  log.info(`Daemon ${process.pid} serves ${registry.size} apps.`);
}

interface Running {
  api: ApiServer;
  agents: AgentServer;
  triggers: Triggers;
  /** Asks the hosts what runs, and acts on it. */
  findProcesses(): Promise<void>;
}

/** The parts need one another: each is given what the others can do as functions, to be called later. */
function assemble(options: DaemonOptions, registry: Registry): Running {
  const { home, log, surroundings, version } = options;
  const store = new StateStore(home.stateFile, registry, log);
  const usage = new UsageSampler(monotonicNow);
  const publish = (slot: Slot, event: string, data: unknown): void =>
    api.publish(busEvent(slot, event, data));

  const keeper: HostLink = new HostLink({
    name: 'The keeper',
    socketPath: home.keeperSocket,
    version,
    launch: () => launchKeeper(options.keeperFile, home, options.env),
    isWanted: () => true,
    log,
    onNotification: (name, params) => supervisor.hear(keeper, name, params),
    onReconnected: (processes) => supervisor.reconcile(keeper, slotsOf('keeper'), processes, false),
  });
  const hosts = new Hosts({
    keeper,
    primary: (app) => ({
      name: `The primary of ${app.spec.name}`,
      socketPath: primarySocket(home, app),
      version,
      launch: () => launchPrimary(app, options.primaryFile, home, surroundings, keeper),
      log,
    }),
    onNotification: (host, name, params) => supervisor.hear(host, name, params),
    onReconnected: (app, processes) => reconcilePrimary(app, processes, false),
  });
  const agents = new AgentServer({
    accepts: (key) => supervisor.slotOf(key) !== undefined,
    onHello: (key) => {
      const slot = supervisor.slotOf(key);
      const liveness = slot && specOf(slot).liveness;
      if (liveness?.probe.kind === 'heartbeat') agents.watch(key, liveness.interval);
    },
    onHeartbeat: (key) => {
      const slot = supervisor.slotOf(key);
      if (slot) slot.heartbeat = { generation: slot.state.generation, at: monotonicNow() };
    },
    onBooted: (key) => supervisor.hearAgent(key, 'booted'),
    onListening: (key) => supervisor.hearAgent(key, 'listening'),
    onDrained: (key, cut) => supervisor.hearDrained(key, cut),
    onMessage: (key, value) => hearMessage(key, value),
  });
  const supervisor: Supervisor = new Supervisor({
    registry,
    store,
    hosts,
    agents,
    spawner: new Spawner(surroundings),
    pidDir: home.pidDir,
    log,
    now: monotonicNow,
    dice: Math.random,
    publish: (slot, { event, message }) => {
      log.info(`${slot.app.spec.name} (${slot.id}): ${message}`);
      publish(slot, 'process:event', { event, message, status: slot.state.phase });
    },
    onMessage: (key, value) => hearMessage(key, value),
    onChanged: (slot) => readiness.changed(slot),
    onRemoved: (slot) => {
      publish(slot, 'process:event', { event: 'delete', message: 'deleted' });
      if (!registry.all().includes(slot.app)) void hosts.close(slot.app);
    },
  });
  const readiness = new ReadinessProbes({
    runProbe: probeSlot,
    notYet: (slot) =>
      specOf(slot).execMode === 'cluster' && slot.listening !== slot.state.generation
        ? 'it does not listen yet'
        : null,
    ready: (slot, generation) => supervisor.post(slot, { type: 'ready', generation }),
  });
  const triggers = new Triggers({
    registry,
    now: monotonicNow,
    usage,
    ignoredDirs: [home.dir],
    log,
    refreshProcesses: (slots, reason) => refreshProcesses(daemon, slots, reason),
  });
  const daemon: Daemon = {
    supervisor,
    store,
    surroundings,
    logDir: home.logDir,
    pidDir: home.pidDir,
    dumpFile: home.dumpFile,
    cores: options.cores,
    homeDir: options.homeDir,
    user: options.user,
    queue: new SerialQueue(),
    usage,
    refreshTriggers: () => triggers.refresh(),
  };
  const api: ApiServer = new ApiServer(
    methodsOf({
      daemon,
      hosts,
      version,
      home: home.dir,
      startedAt: Date.now(),
      end: () => setImmediate(() => void end()),
    }),
  );

  function hearMessage(key: string, value: unknown): void {
    const slot = supervisor.slotOf(key);
    if (!slot) return;
    // With a readiness probe, only the probe tells.
    if (value === 'ready' && specOf(slot).readiness.kind !== 'probe') supervisor.hearAgent(key, 'ready');
    publish(slot, 'process:msg', value);
  }

  const slotsOf = (host: 'keeper' | 'primary'): Slot[] =>
    registry.everySlot().filter((slot) => (slot.launched?.host ?? 'keeper') === host);

  function reconcilePrimary(app: App, processes: HostedProcess[], daemonStarted: boolean): void {
    const slots = slotsOf('primary').filter((slot) => slot.app === app);
    const [first] = slots;
    if (!first) return;
    const host = hosts.of(first);
    supervisor.reconcile(host, slots, processes, daemonStarted);
    // Workers of a primary that died are cut off from the port and end by themselves: others have to listen, at once.
    if (host.isNew) renew(daemon, app.slots, 'drain');
  }

  async function findProcesses(): Promise<void> {
    const hello = await keeper.open();
    supervisor.reconcile(keeper, slotsOf('keeper'), hello.processes, true);
    for (const app of registry.all()) {
      if (!slotsOf('primary').some((slot) => slot.app === app)) continue;
      reconcilePrimary(app, await hosts.open(app), true);
    }
    supervisor.abandonSuccessors();
  }

  async function end(): Promise<void> {
    log.info('Ending, as asked.');
    triggers.close();
    readiness.close();
    store.flush();
    await hosts.closeAll();
    await keeper.call('host.shutdown', {}).catch(() => {});
    keeper.leave();
    agents.close();
    api.server.close();
    for (const path of [home.daemonPid, home.daemonSocket, home.agentSocket]) rmSync(path, { force: true });
    // The answer to `kill` is on its way out; the end of the connection tells the caller that all is over.
    setTimeout(options.exit, 50);
  }

  return { api, agents, triggers, findProcesses };
}

/** In a cluster what is worn out is replaced, and only then ended; elsewhere it is restarted. */
function refreshProcesses(daemon: Daemon, slots: Slot[], reason: RestartReason): void {
  const isClustered = (slot: Slot): boolean =>
    slot.app.spec.execMode === 'cluster' && slot.state.phase === 'online';
  const restarted = slots.filter((slot) => !isClustered(slot));
  daemon.supervisor.postAll(restarted.map((slot) => ({ slot, event: { type: 'restart', reason } })));
  renew(daemon, slots.filter(isClustered), reason === 'unhealthy' ? 'stop' : 'drain');
}

function busEvent(slot: Slot, event: string, data: unknown): BusEvent {
  const { name, namespace } = slot.app.spec;
  return { at: Date.now(), event, process: { pm_id: slot.id, name, namespace }, data };
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

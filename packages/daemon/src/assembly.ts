/**
 * The parts of the daemon, and who hears of what from whom.
 *
 * The parts need one another; each is given what the others can do as functions, which are called only when all of them
 * are there.
 */

import type { HostedProcess } from '@pmx/protocol';
import type { RestartReason } from '@pmx/supervision';
import { monotonicNow } from '@pmx/system';
import { ApiServer } from './api/api-server';
import { journalEvent, processEvent } from './api/bus';
import { methodsOf } from './api/methods';
import { type App, currentKey, hostKindOf, type Slot, specOf } from './apps/app';
import type { Registry } from './apps/registry';
import { viewOf } from './apps/views';
import type { Daemon } from './commands/context';
import { renew } from './commands/reload';
import { Inspector } from './inspect/inspector';
import { LastHeaps } from './inspect/last-heaps';
import { Standstill } from './inspect/standstill';
import { Journal, JournalFiles, KernelKills, Recorder } from './journal';
import { AgentDesk } from './links/agent-desk';
import type { AgentServer } from './links/agent-server';
import { HostLink } from './links/host-link';
import { Hosts } from './links/hosts';
import { launchKeeper, launchPrimary, primarySocket } from './links/launch-host';
import { Figures } from './metrics/figures';
import { HostSampler } from './metrics/host-sampler';
import { leakWarning } from './metrics/leak-warning';
import { Monitors } from './metrics/monitors';
import { DroppedOutput } from './observe/dropped-output';
import { readErrorText } from './observe/error-tail';
import { probeSlot } from './observe/probes/probe-slot';
import { ReadinessProbes } from './observe/readiness';
import { Triggers } from './observe/triggers';
import { UsageSampler } from './observe/usage';
import type { DaemonOptions } from './options';
import { SerialQueue } from './runtime/queue';
import type { Gap } from './runtime/reconcile';
import { Spawner } from './runtime/spawner';
import { Supervisor } from './runtime/supervisor';
import { StateStore } from './store/state-store';

/** Milliseconds for the heap of an app that takes too much memory: it goes on growing until it is restarted. */
const LAST_HEAP = 2 * 60_000;

export class Assembly {
  readonly store: StateStore;
  readonly keeper: HostLink;
  readonly hosts: Hosts;
  readonly agents: AgentServer;
  readonly supervisor: Supervisor;
  readonly readiness: ReadinessProbes;
  readonly triggers: Triggers;
  readonly api: ApiServer;
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly figures: Figures;
  private readonly host: HostSampler;
  private readonly usage = new UsageSampler(monotonicNow);
  private readonly desk: AgentDesk;
  private readonly dropped: DroppedOutput;
  private readonly daemon: Daemon;
  private readonly standstill = new Standstill();
  private readonly inspector: Inspector;
  private readonly lastHeaps: LastHeaps;

  constructor(
    private readonly options: DaemonOptions,
    readonly registry: Registry,
    /** The end was asked for, and is prepared. `all`: no app runs any more; `daemon`: apps and hosts go on. */
    end: (what: 'all' | 'daemon') => void,
  ) {
    this.store = new StateStore(options.home.stateFile, registry, options.log);
    this.host = new HostSampler(options.home.dir, monotonicNow);
    this.journal = this.makeJournal();
    this.recorder = this.makeRecorder();
    this.keeper = this.makeKeeper();
    this.hosts = this.makeHosts();
    this.desk = this.makeDesk();
    this.agents = this.desk.server;
    this.dropped = this.makeDropped();
    this.supervisor = this.makeSupervisor();
    this.readiness = this.makeReadiness();
    this.inspector = this.makeInspector();
    this.lastHeaps = this.makeLastHeaps();
    this.triggers = this.makeTriggers();
    this.figures = this.makeFigures();
    this.daemon = this.makeDaemon();
    this.api = this.makeApi(end);
    this.journal.onEntry((entry) => this.api.publish(journalEvent(entry, this.registry)));
  }

  /** Asks the hosts what runs, and acts on it. */
  async findProcesses(gap: 'daemon' | 'all'): Promise<void> {
    const hello = await this.keeper.open();
    this.supervisor.reconcile(this.keeper, this.slotsOn('keeper'), hello.processes, gap);
    for (const app of this.registry.all()) {
      if (!this.slotsOn('primary').some((slot) => slot.app === app)) continue;
      this.reconcilePrimary(app, await this.hosts.open(app), gap);
    }
    this.supervisor.abandonSuccessors();
    this.supervisor.takeUp();
  }

  private makeKeeper(): HostLink {
    const { home, log, version, keeperFile, env, program } = this.options;
    return new HostLink({
      name: 'The keeper',
      socketPath: home.keeperSocket,
      version,
      program,
      launch: () => launchKeeper(keeperFile, home, env),
      isWanted: () => true,
      log,
      onNotification: (name, params) => this.supervisor.hear(this.keeper, name, params),
      onReconnected: (processes) => {
        this.recorder.own(hostNews('keeper', this.keeper, processes.length));
        this.supervisor.reconcile(this.keeper, this.slotsOn('keeper'), processes, 'host');
      },
    });
  }

  private makeJournal(): Journal {
    const { home, log } = this.options;
    const files = new JournalFiles({ path: home.journalFile });
    return new Journal({ files, log, clock: Date.now });
  }

  private makeRecorder(): Recorder {
    const recorder = new Recorder({
      journal: this.journal,
      kernelKills: new KernelKills(),
      errorText: readErrorText,
      clock: Date.now,
      now: monotonicNow,
    });
    for (const slot of this.registry.everySlot()) recorder.noteProcess(slot);
    return recorder;
  }

  private makeHosts(): Hosts {
    const { home, log, version, primaryFile, surroundings, program } = this.options;
    return new Hosts({
      keeper: this.keeper,
      primary: (app) => ({
        name: `The primary of ${app.spec.name}`,
        socketPath: primarySocket(home, app),
        version,
        program,
        launch: () => launchPrimary(app, primaryFile, home, surroundings, this.keeper),
        log,
      }),
      onNotification: (host, name, params) => this.supervisor.hear(host, name, params),
      onReconnected: (app, processes) => {
        const host = this.hosts.of(app.slots[0]!);
        this.recorder.own(hostNews(`primary of ${app.spec.name}`, host, processes.length));
        this.reconcilePrimary(app, processes, 'host');
      },
    });
  }

  private makeDesk(): AgentDesk {
    return new AgentDesk({
      supervisor: () => this.supervisor,
      figures: () => this.figures,
      registry: this.registry,
      now: monotonicNow,
      publish: (slot, value) => this.publish(slot, 'process:msg', value),
    });
  }

  private makeSupervisor(): Supervisor {
    const { home, log, surroundings } = this.options;
    return new Supervisor({
      registry: this.registry,
      store: this.store,
      hosts: this.hosts,
      agents: this.agents,
      spawner: new Spawner(surroundings),
      pidDir: home.pidDir,
      log,
      now: monotonicNow,
      dice: Math.random,
      publish: (slot, effect) => {
        const { event, message } = effect;
        this.recorder.lifecycle(slot, effect);
        log.info(`${slot.app.spec.name} (${slot.id}): ${message}`);
        this.publish(slot, 'process:event', { event, message, status: slot.state.phase });
      },
      onMessage: (key, value) => this.desk.hearMessage(key, value),
      onDropped: (dropped) => this.dropped.hear(dropped),
      onChanged: (slot) => {
        this.recorder.noteProcess(slot);
        this.readiness.changed(slot);
      },
      onRemoved: (slot) => this.noteRemoved(slot),
    });
  }

  private makeDropped(): DroppedOutput {
    return new DroppedOutput({
      slots: () => this.registry.everySlot(),
      log: this.options.log,
      now: monotonicNow,
      tell: (slot, message) => {
        this.recorder.droppedOutput(slot, message);
        this.publish(slot, 'process:event', { event: 'dropped-output', message });
      },
    });
  }

  private makeReadiness(): ReadinessProbes {
    return new ReadinessProbes({
      runProbe: probeSlot,
      // In a cluster another instance would answer for it.
      notYet: (slot) =>
        specOf(slot).execMode === 'cluster' && slot.listening !== slot.state.generation
          ? 'it does not listen yet'
          : null,
      ready: (slot, generation) => this.supervisor.post(slot, { type: 'ready', generation }),
    });
  }

  private makeTriggers(): Triggers {
    return new Triggers({
      registry: this.registry,
      now: monotonicNow,
      usage: this.usage,
      ignoredDirs: [this.options.home.dir],
      excused: (slot) => this.standstill.has(slot),
      keepHeap: (slot) => this.lastHeaps.keep(slot),
      log: this.options.log,
      tell: (slots, message) => this.recorder.trigger(slots, message),
      refreshProcesses: (slots, reason) => this.refreshProcesses(slots, reason),
    });
  }

  private makeFigures(): Figures {
    return new Figures({
      slots: () => this.registry.slots(),
      sampleUsage: (slots) => this.usage.sample(slots),
      measure: (key, interval) => this.agents.measure(key, interval),
      hasAgent: (key) => this.agents.has(key),
      tellLeak: (slot, { leak }) => leak && this.recorder.trigger([slot], leakWarning(leak)),
      instant: () => ({ at: Date.now(), now: monotonicNow() }),
    });
  }

  private makeMonitors(): Monitors {
    const { registry, figures, journal, options } = this;
    return new Monitors({
      views: () => registry.slots().map((slot) => viewOf(slot, options.user)),
      metrics: () => registry.slots().map((slot) => figures.latest(slot)),
      history: (id) => figures.history(id),
      host: this.host,
      journal: (limit) => journal.newest(limit),
      watch: (listener) => figures.watch(listener),
      clock: Date.now,
    });
  }

  private makeDaemon(): Daemon {
    const { home, surroundings, cores, homeDir, user } = this.options;
    return {
      supervisor: this.supervisor,
      store: this.store,
      surroundings,
      logDir: home.logDir,
      pidDir: home.pidDir,
      dumpFile: home.dumpFile,
      cores,
      homeDir,
      user,
      queue: new SerialQueue(),
      usage: this.usage,
      figures: this.figures,
      host: this.host,
      journal: this.journal,
      recorder: this.recorder,
      failingCheck: (slot) => this.triggers.failingCheck(slot),
      refreshTriggers: () => this.triggers.refresh(),
    };
  }

  private makeApi(end: (what: 'all' | 'daemon') => void): ApiServer {
    const { daemon, hosts } = this;
    const { version, home } = this.options;
    const monitors = this.makeMonitors();
    return new ApiServer(
      methodsOf({
        daemon,
        hosts,
        inspector: this.inspector,
        version,
        monitors,
        home: home.dir,
        startedAt: Date.now(),
        end,
      }),
      version,
      (viewer) => monitors.leave(viewer),
    );
  }

  private makeInspector(): Inspector {
    return new Inspector({
      agents: this.agents,
      standstill: this.standstill,
      noteAlive: (slot) => this.desk.noteHeartbeat(currentKey(slot)),
    });
  }

  private makeLastHeaps(): LastHeaps {
    return new LastHeaps({
      dir: this.options.home.heapDir,
      write: (slot, file) => this.inspector.heapSnapshot(slot, file, new AbortController().signal, LAST_HEAP),
      clock: Date.now,
    });
  }

  private noteRemoved(slot: Slot): void {
    if (!this.registry.slot(slot.id)) {
      this.recorder.removed(slot);
      this.figures.forget(slot.id);
    }
    this.publish(slot, 'process:event', { event: 'delete', message: 'deleted' });
    if (!this.registry.all().includes(slot.app)) void this.hosts.close(slot.app);
  }

  private publish(slot: Slot, event: string, data: unknown): void {
    this.api.publish(processEvent(slot, event, data));
  }

  /** In a cluster what is worn out is replaced, and only then ended; elsewhere it is restarted. */
  private refreshProcesses(slots: Slot[], reason: RestartReason): void {
    const isClustered = (slot: Slot): boolean =>
      slot.app.spec.execMode === 'cluster' && slot.state.phase === 'online';
    const restarted = slots.filter((slot) => !isClustered(slot));
    this.supervisor.postAll(restarted.map((slot) => ({ slot, event: { type: 'restart', reason } })));
    // One whose event loop is stuck can't drain.
    renew(this.daemon, slots.filter(isClustered), reason === 'unhealthy' ? 'stop' : 'drain');
  }

  private reconcilePrimary(app: App, processes: HostedProcess[], gap: Gap): void {
    const slots = this.slotsOn('primary').filter((slot) => slot.app === app);
    const [first] = slots;
    if (!first) return;
    const host = this.hosts.of(first);
    this.supervisor.reconcile(host, slots, processes, gap);
    // Workers of a primary that died are cut off from the port and end by themselves: others have to listen, at once.
    if (host.isNew) renew(this.daemon, app.slots, 'drain');
  }

  private slotsOn(host: 'keeper' | 'primary'): Slot[] {
    return this.registry.everySlot().filter((slot) => hostKindOf(slot) === host);
  }
}

function hostNews(name: string, { isNew, pid }: HostLink, processes: number): string {
  const holds = `holds ${processes === 1 ? '1 process' : `${processes} processes`}`;
  return isNew
    ? `the ${name} was lost; another one (pid ${pid}) was started and ${holds}`
    : `the connection to the ${name} (pid ${pid}) was lost and is back; it ${holds}`;
}

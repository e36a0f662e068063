/** The running whole: the registry, its mailbox, and the effects on the world outside. */

import type { HostedProcess, HostNotification, HostNotifications } from '@pmx/protocol';
import { PmxError } from '@pmx/protocol';
import type { Effect, InstanceEvent, InstanceState } from '@pmx/supervision';
import { currentKey, parseProcessKey, processKey, type Slot, specOf } from '../apps/app';
import { removePidFile, writePidFile } from '../apps/pid-files';
import type { Registry } from '../apps/registry';
import type { AgentServer } from '../links/agent-server';
import type { HostLink } from '../links/host-link';
import type { Hosts } from '../links/hosts';
import type { Log } from '../log';
import type { StateStore } from '../store/state-store';
import { DependencyGate } from './dependency-gate';
import { type AgentNews, EarlyNews } from './early-news';
import { type Delivery, Mailbox } from './mailbox';
import { type Goal, type Outcome, Waiters } from './outcome';
import { reconcile } from './reconcile';
import type { Spawner } from './spawner';
import { Timers } from './timers';

export interface SupervisorPorts {
  registry: Registry;
  store: StateStore;
  hosts: Hosts;
  agents: AgentServer;
  spawner: Spawner;
  pidDir: string;
  log: Log;
  now(): number;
  dice(): number;
  /** Something to tell the bus and the journal. */
  publish(slot: Slot, effect: Extract<Effect, { type: 'publish' }>): void;
  /** After each change of a slot. */
  onChanged(slot: Slot): void;
  /** `process.send` of a program. */
  onMessage(key: string, value: unknown): void;
  /** A slot left the list. */
  onRemoved(slot: Slot): void;
}

export class Supervisor {
  private readonly timers = new Timers();
  private readonly waiters = new Waiters();
  private readonly early = new EarlyNews();
  private readonly gate: DependencyGate;
  private readonly mailbox: Mailbox;

  constructor(private readonly ports: SupervisorPorts) {
    this.gate = new DependencyGate(ports.registry, (slot, what) => {
      slot.waitsFor = what;
      if (what !== null) ports.publish(slot, { type: 'publish', event: 'start', message: what });
    });
    this.mailbox = new Mailbox({
      now: ports.now,
      dice: ports.dice,
      persist: (durable) => ports.store.persist(durable),
      perform: (slot, effect) => this.perform(slot, effect),
      changed: (slot, before) => this.changed(slot, before),
    });
  }

  get registry(): Registry {
    return this.ports.registry;
  }

  post(slot: Slot, event: InstanceEvent): void {
    this.mailbox.post(slot, event);
  }

  postAll(deliveries: Delivery[]): void {
    this.mailbox.postAll(deliveries);
  }

  wait(slot: Slot, goal: Goal): Promise<Outcome> {
    return this.waiters.wait(slot, goal);
  }

  /** Compares what should run with what a host says that it has: after the daemon's start, and after the host's. */
  reconcile(host: HostLink, slots: Slot[], processes: HostedProcess[], daemonStarted: boolean): void {
    const { deliveries, orphans, forgettable } = reconcile(slots, processes, daemonStarted);
    for (const key of forgettable) this.forget(host, key);
    for (const { key, known } of orphans) {
      this.ports.log.error(`A host holds a process that no app owns: ${key}.`);
      // An older generation of a slot that lives on must not run beside its successor.
      if (known) this.signal(host, key, 'SIGKILL', true);
    }
    this.postAll(deliveries);
    this.removeFinished();
  }

  /** What a keeper says by itself. */
  hear<N extends HostNotification>(host: HostLink, name: N, params: HostNotifications[N]): void {
    if (name === 'host.dropped') {
      const { path, bytes, reason } = params as HostNotifications['host.dropped'];
      this.ports.log.error(`${bytes} bytes of output were dropped: ${path}: ${reason}.`);
      return;
    }
    const { key } = params as HostNotifications['host.gone'];
    if (name === 'host.listening') {
      this.hearAgent(key, 'listening');
      return;
    }
    if (name === 'host.message') {
      this.ports.onMessage(key, (params as HostNotifications['host.message']).value);
      return;
    }
    const slot = this.slotOf(key);
    const generation = parseProcessKey(key)?.generation ?? 0;
    if (!slot) {
      // An orphan has come to its end.
      if (name === 'host.gone') this.forget(host, key);
      return;
    }
    if (name === 'host.gone') {
      this.post(slot, { type: 'gone', generation });
    } else {
      const { exit, groupAlive } = params as HostNotifications['host.exited'];
      slot.exitedAt = Date.now();
      this.post(slot, { type: 'exited', generation, status: exit, groupAlive });
    }
  }

  /** What an agent says: the event concerns the process of this key. */
  hearAgent(key: string, type: AgentNews): void {
    const slot = this.slotOf(key);
    const generation = parseProcessKey(key)?.generation;
    if (!slot || generation === undefined) return;
    if (type === 'listening') slot.listening = generation;
    if (slot.state.phase === 'launching' && slot.state.pid === null) this.early.add(key, type);
    else this.post(slot, { type, generation });
  }

  hearDrained(key: string, cut: number): void {
    const slot = this.slotOf(key);
    if (slot) slot.cut += cut;
    this.hearAgent(key, 'drained');
  }

  /** After the daemon's own restart nobody carries on a reload: what was coming up ends, what was there stays. */
  abandonSuccessors(): void {
    for (const { successor } of this.registry.slots()) {
      if (!successor) continue;
      successor.removing = true;
      this.post(successor, { type: 'stop' });
    }
    this.removeFinished();
  }

  /** The slot whose current process has this key. */
  slotOf(key: string): Slot | undefined {
    const named = parseProcessKey(key);
    if (!named) return undefined;
    return this.registry.family(named.slotId).find((slot) => slot.state.generation === named.generation);
  }

  /** Takes out of the list what was deleted and has no process any more. */
  removeFinished(): void {
    for (const slot of this.registry.everySlot()) this.removeIfFinished(slot);
  }

  private perform(slot: Slot, effect: Effect): void {
    switch (effect.type) {
      case 'spawn':
        void this.spawn(slot, effect.generation);
        return;
      case 'signal':
        this.signal(
          this.ports.hosts.of(slot),
          processKey(slot.id, effect.generation),
          effect.signal,
          specOf(slot).stop.tree,
        );
        return;
      case 'drain':
        this.drain(slot, effect.timeout);
        return;
      case 'shutdown-message':
        void this.sendShutdown(slot);
        return;
      case 'forget':
        if (this.registry.slot(slot.id) === slot) removePidFile(slot, this.ports.pidDir);
        this.forget(this.ports.hosts.of(slot), processKey(slot.id, effect.generation));
        return;
      case 'schedule': {
        const { name, generation, delay } = effect;
        this.timers.schedule(slot, name, delay, () => this.post(slot, { type: 'timer', name, generation }));
        return;
      }
      case 'cancel':
        this.timers.cancel(slot, effect.name);
        return;
      case 'publish':
        this.ports.publish(slot, effect);
        return;
    }
  }

  private changed(slot: Slot, before: InstanceState): void {
    if (slot.state.pid !== null && slot.state.pid !== before.pid) this.announcePid(slot);
    if (slot.state.phase === 'online' && before.phase !== 'online') slot.onlineAt = Date.now();
    this.waiters.check(slot);
    this.removeIfFinished(slot);
    this.gate.changed();
    this.ports.onChanged(slot);
  }

  private async spawn(slot: Slot, generation: number): Promise<void> {
    const isCurrent = (): boolean =>
      slot.state.generation === generation &&
      (slot.state.phase === 'launching' || slot.state.phase === 'stopping');
    try {
      await this.gate.pass(slot);
      if (!isCurrent()) return;
      const params = await this.ports.spawner.prepare(slot, generation);
      // It may have been stopped, or found lost, while its program was looked up.
      if (!isCurrent()) return;
      const host = await this.ports.hosts.forSpawn(slot);
      if (!isCurrent()) return;
      const { pid } = await host.call('host.spawn', params);
      if (isCurrent()) this.introduce(slot, generation, pid);
      else this.signal(host, params.key, 'SIGKILL', true);
    } catch (error) {
      // Whether it was started is not known then; the reconciliation after reconnecting tells.
      if (error instanceof PmxError && error.code === 'PMX_ERR_HOST_GONE') return;
      this.early.take(processKey(slot.id, generation));
      this.post(slot, { type: 'spawn-failed', generation, message: (error as Error).message });
    }
  }

  /** It runs; and what its agent had to say before the host told us so comes after. */
  private introduce(slot: Slot, generation: number, pid: number): void {
    this.post(slot, { type: 'spawned', generation, pid });
    for (const type of this.early.take(processKey(slot.id, generation)))
      this.post(slot, { type, generation });
  }

  private signal(host: HostLink, key: string, signal: string, group: boolean): void {
    host.call('host.signal', { key, signal, group }).catch((error: Error) => {
      this.ports.log.error(`${signal} to ${key}: ${error.message}`);
    });
  }

  /** To the app's `process.on('message')`. @returns false when there is nobody to take it */
  async deliver(slot: Slot, value: unknown): Promise<boolean> {
    const key = currentKey(slot);
    if (slot.launched?.host !== 'primary') return this.ports.agents.deliver(key, value);
    const answer = await this.ports.hosts.of(slot).call('host.message', { key, value });
    return answer.delivered;
  }

  private async sendShutdown(slot: Slot): Promise<void> {
    const key = currentKey(slot);
    if (await this.deliver(slot, 'shutdown').catch(() => false)) return;
    this.ports.log.info(
      `${slot.app.spec.name} (${slot.id}) has no agent to take the shutdown message; it gets the signal.`,
    );
    const { signal, tree } = specOf(slot).stop;
    this.signal(this.ports.hosts.of(slot), key, signal, tree);
  }

  /** An app without an agent can't be asked to stop accepting: it is told to end at once. */
  private drain(slot: Slot, timeout: number): void {
    const key = currentKey(slot);
    if (this.ports.agents.drain(key, timeout)) return;
    this.post(slot, { type: 'drained', generation: slot.state.generation });
  }

  private forget(host: HostLink, key: string): void {
    host.call('host.forget', { key }).catch(() => {
      // A keeper that is gone has forgotten; one that comes back is reconciled.
    });
  }

  /** Writes the pid file, once the slot is the one in the list. */
  announcePid(slot: Slot): void {
    const { pid } = slot.state;
    if (pid === null || this.registry.slot(slot.id) !== slot) return;
    try {
      writePidFile(slot, this.ports.pidDir, pid);
    } catch (error) {
      this.ports.log.error(`The pid file of ${slot.app.spec.name}: ${(error as Error).message}`);
    }
  }

  /** Retired slots and successors that were given up are `removing` from the start of their end. */
  private removeIfFinished(slot: Slot): void {
    if (!slot.removing || slot.state.phase !== 'stopped' || !this.registry.everySlot().includes(slot)) return;
    this.registry.removeSlot(slot);
    this.ports.store.persist(true);
    this.ports.onRemoved(slot);
  }
}

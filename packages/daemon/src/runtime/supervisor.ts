/** The running whole: the registry, its mailbox, and the effects on the world outside. */

import type { HostedProcess, HostNotification, HostNotifications } from '@pmx/protocol';
import { PmxError } from '@pmx/protocol';
import type { Effect, InstanceEvent, InstanceState } from '@pmx/supervision';
import { currentKey, parseProcessKey, processKey, type Slot } from '../apps/app';
import { removePidFile, writePidFile } from '../apps/pid-files';
import type { Registry } from '../apps/registry';
import type { AgentServer } from '../links/agent-server';
import type { KeeperLink } from '../links/keeper-link';
import type { Log } from '../log';
import type { StateStore } from '../store/state-store';
import { type Delivery, Mailbox } from './mailbox';
import { type Goal, type Outcome, Waiters } from './outcome';
import { reconcile } from './reconcile';
import type { Spawner } from './spawner';
import { Timers } from './timers';

export interface SupervisorPorts {
  registry: Registry;
  store: StateStore;
  keeper: KeeperLink;
  agents: AgentServer;
  spawner: Spawner;
  pidDir: string;
  log: Log;
  now(): number;
  dice(): number;
  /** Something to tell the bus and the journal. */
  publish(slot: Slot, effect: Extract<Effect, { type: 'publish' }>): void;
  /** A slot left the list. */
  onRemoved(slot: Slot): void;
}

export class Supervisor {
  private readonly timers = new Timers();
  private readonly waiters = new Waiters();
  private readonly mailbox: Mailbox;

  constructor(private readonly ports: SupervisorPorts) {
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

  /** Compares what should run with what a host says that it has (after the daemon's start, and after a keeper's). */
  reconcile(processes: HostedProcess[], daemonStarted: boolean): void {
    const { deliveries, orphans, forgettable } = reconcile(this.registry.slots(), processes, daemonStarted);
    for (const key of forgettable) this.forget(key);
    for (const { key, known } of orphans) {
      this.ports.log.error(`The keeper holds a process that no app owns: ${key}.`);
      // An older generation of a slot that lives on must not run beside its successor.
      if (known) this.signal(key, 'SIGKILL', true);
    }
    this.postAll(deliveries);
    this.removeFinished();
  }

  /** What a keeper says by itself. */
  hear<N extends HostNotification>(name: N, params: HostNotifications[N]): void {
    if (name === 'host.dropped') {
      const { path, bytes, reason } = params as HostNotifications['host.dropped'];
      this.ports.log.error(`${bytes} bytes of output were dropped: ${path}: ${reason}.`);
      return;
    }
    const { key } = params as HostNotifications['host.gone'];
    const slot = this.slotOf(key);
    const generation = parseProcessKey(key)?.generation ?? 0;
    if (!slot || slot.state.generation !== generation) {
      if (name === 'host.gone') this.forget(key);
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
  hearAgent(key: string, type: 'booted' | 'ready'): void {
    const slot = this.slotOf(key);
    const generation = parseProcessKey(key)?.generation;
    if (slot && generation !== undefined) this.post(slot, { type, generation });
  }

  slotOf(key: string): Slot | undefined {
    const id = parseProcessKey(key)?.slotId;
    return id === undefined ? undefined : this.registry.slot(id);
  }

  /** Takes out of the list what was deleted and has no process any more. */
  removeFinished(): void {
    for (const slot of this.registry.slots()) this.removeIfFinished(slot);
  }

  private perform(slot: Slot, effect: Effect): void {
    switch (effect.type) {
      case 'spawn':
        void this.spawn(slot, effect.generation);
        return;
      case 'signal':
        this.signal(processKey(slot.id, effect.generation), effect.signal, slot.app.spec.stop.tree);
        return;
      case 'shutdown-message':
        this.sendShutdown(slot);
        return;
      case 'forget':
        removePidFile(slot, this.ports.pidDir);
        this.forget(processKey(slot.id, effect.generation));
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
    if (slot.state.pid !== null && slot.state.pid !== before.pid) this.announcePid(slot, slot.state.pid);
    this.waiters.check(slot);
    this.removeIfFinished(slot);
  }

  private async spawn(slot: Slot, generation: number): Promise<void> {
    const isCurrent = (): boolean =>
      slot.state.generation === generation &&
      (slot.state.phase === 'launching' || slot.state.phase === 'stopping');
    try {
      const params = await this.ports.spawner.prepare(slot, generation);
      // It may have been stopped, or found lost, while its program was looked up.
      if (!isCurrent()) return;
      const { pid } = await this.ports.keeper.call('host.spawn', params);
      if (isCurrent()) this.post(slot, { type: 'spawned', generation, pid });
    } catch (error) {
      // Whether it was started is not known then; the reconciliation after reconnecting tells.
      if (error instanceof PmxError && error.code === 'PMX_ERR_HOST_GONE') return;
      this.post(slot, { type: 'spawn-failed', generation, message: (error as Error).message });
    }
  }

  private signal(key: string, signal: string, group: boolean): void {
    this.ports.keeper.call('host.signal', { key, signal, group }).catch((error: Error) => {
      this.ports.log.error(`${signal} to ${key}: ${error.message}`);
    });
  }

  private sendShutdown(slot: Slot): void {
    const key = currentKey(slot);
    if (this.ports.agents.deliver(key, 'shutdown')) return;
    this.ports.log.info(
      `${slot.app.spec.name} (${slot.id}) has no agent to take the shutdown message; it gets the signal.`,
    );
    this.signal(key, slot.app.spec.stop.signal, slot.app.spec.stop.tree);
  }

  private forget(key: string): void {
    this.ports.keeper.call('host.forget', { key }).catch(() => {
      // A keeper that is gone has forgotten; one that comes back is reconciled.
    });
  }

  private announcePid(slot: Slot, pid: number): void {
    try {
      writePidFile(slot, this.ports.pidDir, pid);
    } catch (error) {
      this.ports.log.error(`The pid file of ${slot.app.spec.name}: ${(error as Error).message}`);
    }
  }

  private removeIfFinished(slot: Slot): void {
    if (!slot.removing || slot.state.phase !== 'stopped' || this.registry.slot(slot.id) !== slot) return;
    this.registry.removeSlot(slot);
    this.ports.store.persist(true);
    this.ports.onRemoved(slot);
  }
}

/** The running whole: the registry, its mailbox, and the effects on the world outside. */

import type { HostedProcess, HostNotification, HostNotifications } from '@pmx/protocol';
import type { Effect, InstanceEvent, InstanceState, TimerName } from '@pmx/supervision';
import { parseProcessKey, type Slot, specOf } from '../apps/app';
import type { Registry } from '../apps/registry';
import type { AgentServer } from '../links/agent-server';
import type { HostLink } from '../links/host-link';
import type { Hosts } from '../links/hosts';
import type { Log } from '../log';
import type { StateStore } from '../store/state-store';
import { Actions } from './actions';
import { DependencyGate } from './dependency-gate';
import type { AgentNews } from './early-news';
import { type Delivery, Mailbox } from './mailbox';
import { type Goal, type Outcome, Waiters } from './outcome';
import { type Gap, reconcile } from './reconcile';
import type { Spawner } from './spawner';
import { Timers } from './timers';
import { unbegun } from './unbegun';

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
  /** A host could not write output. */
  onDropped(dropped: HostNotifications['host.dropped']): void;
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
  private readonly gate: DependencyGate;
  private readonly mailbox: Mailbox;
  readonly actions: Actions;

  constructor(private readonly ports: SupervisorPorts) {
    this.gate = new DependencyGate(ports.registry, (slot, what) => {
      slot.waitsFor = what;
      if (what !== null) ports.publish(slot, { type: 'publish', event: 'start', message: what });
    });
    this.actions = new Actions({ ...ports, gate: this.gate, post: (slot, event) => this.post(slot, event) });
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
  reconcile(host: HostLink, slots: Slot[], processes: HostedProcess[], gap: Gap): void {
    const { deliveries, orphans, forgettable, unstarted } = reconcile(slots, processes, gap, (slot) =>
      this.actions.isStarting(slot),
    );
    for (const key of forgettable) this.actions.forget(host, key);
    for (const { key, known } of orphans) {
      this.ports.log.error(`A host holds a process that no app owns: ${key}.`);
      // An older generation of a slot that lives on must not run beside its successor.
      if (known) this.actions.killStray(host, key);
    }
    this.postAll(deliveries);
    for (const slot of slots) this.ensureEnd(slot);
    for (const slot of unstarted) void this.actions.spawn(slot, slot.state.generation);
    this.removeFinished();
  }

  /** What a keeper says by itself. */
  hear<N extends HostNotification>(host: HostLink, name: N, params: HostNotifications[N]): void {
    if (name === 'host.dropped') {
      this.ports.onDropped(params as HostNotifications['host.dropped']);
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
      if (name === 'host.gone') this.actions.forget(host, key);
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

  /** Milliseconds until this timer of the slot fires; null: it does not run. */
  remaining(slot: Slot, name: TimerName): number | null {
    return this.timers.remaining(slot, name);
  }

  /** What an agent says: the event concerns the process of this key. */
  hearAgent(key: string, type: AgentNews): void {
    const slot = this.slotOf(key);
    const generation = parseProcessKey(key)?.generation;
    if (!slot || generation === undefined) return;
    if (type === 'listening') slot.listening = generation;
    if (type === 'booted') slot.booted = generation;
    if (!this.actions.isEarly(slot, key, type)) this.post(slot, { type, generation });
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
      this.post(successor, { type: 'drain' });
    }
    this.removeFinished();
  }

  /** After the daemon's own restart: what had been written down to be done is done, though nobody waits for it any more. */
  takeUp(): void {
    this.postAll(unbegun(this.registry.slots()));
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
    const { actions } = this;
    switch (effect.type) {
      case 'spawn':
        void actions.spawn(slot, effect.generation);
        return;
      case 'signal':
        actions.signal(slot, effect.generation, effect.signal);
        return;
      case 'drain':
        actions.drain(slot, effect.generation, effect.timeout);
        return;
      case 'shutdown-message':
        void actions.sendShutdown(slot, effect.generation);
        return;
      case 'forget':
        actions.release(slot, effect.generation);
        return;
      case 'schedule':
        this.schedule(slot, effect);
        return;
      case 'cancel':
        this.timers.cancel(slot, effect.name);
        return;
      case 'publish':
        this.ports.publish(slot, effect);
        return;
    }
  }

  private schedule(slot: Slot, { name, generation, delay }: Extract<Effect, { type: 'schedule' }>): void {
    this.timers.schedule(slot, name, delay, () => this.post(slot, { type: 'timer', name, generation }));
  }

  /** The timers of a daemon that died went with it: what is left of a group whose main process has ended has to end all the same. */
  private ensureEnd(slot: Slot): void {
    const { phase, pid, generation, lastExit } = slot.state;
    const isLeft = phase === 'stopping' && pid === null && lastExit?.generation === generation;
    if (!isLeft || this.timers.remaining(slot, 'kill') !== null) return;
    this.schedule(slot, {
      type: 'schedule',
      name: 'kill',
      generation,
      delay: specOf(slot).stop.killTimeout,
    });
  }

  private changed(slot: Slot, before: InstanceState): void {
    if (slot.state.pid !== null && slot.state.pid !== before.pid) this.actions.announcePid(slot);
    if (slot.state.phase === 'online' && before.phase !== 'online') slot.onlineAt = Date.now();
    this.waiters.check(slot);
    this.removeIfFinished(slot);
    this.gate.changed();
    this.ports.onChanged(slot);
  }

  /** Retired slots and successors that were given up are `removing` from the start of their end. */
  private removeIfFinished(slot: Slot): void {
    if (!slot.removing || slot.state.phase !== 'stopped' || !this.registry.everySlot().includes(slot)) return;
    this.registry.removeSlot(slot);
    this.ports.store.persist(true);
    this.ports.onRemoved(slot);
  }
}

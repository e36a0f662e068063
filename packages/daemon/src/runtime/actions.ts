/** What the machine's effects do to the world outside: programs are started, signalled, drained and forgotten. */

import { PmxError } from '@pmx/protocol';
import type { InstanceEvent } from '@pmx/supervision';
import { currentKey, processKey, type Slot, specOf } from '../apps/app';
import { removePidFile, writePidFile } from '../apps/pid-files';
import type { Registry } from '../apps/registry';
import type { AgentServer } from '../links/agent-server';
import type { HostLink } from '../links/host-link';
import type { Hosts } from '../links/hosts';
import type { Log } from '../log';
import type { DependencyGate } from './dependency-gate';
import { type AgentNews, EarlyNews } from './early-news';
import type { Spawner } from './spawner';

export interface ActionPorts {
  registry: Registry;
  hosts: Hosts;
  agents: AgentServer;
  spawner: Spawner;
  gate: DependencyGate;
  pidDir: string;
  log: Log;
  post(slot: Slot, event: InstanceEvent): void;
}

/** Hosts that may be lost over one start; then it is the start that has failed. */
const MAX_LOST_HOSTS = 3;

/** Where a start that is under way stands. */
type Standing = 'go' | 'stopped' | 'outdated';

export class Actions {
  private readonly early = new EarlyNews();
  /** Generations that are being started. */
  private readonly starting = new WeakMap<Slot, number>();
  /** How often in a row a start was lost with its host. */
  private readonly lost = new WeakMap<Slot, number>();

  constructor(private readonly ports: ActionPorts) {}

  /** Starts the program of this generation, when those it depends on are there. */
  async spawn(slot: Slot, generation: number): Promise<void> {
    this.starting.set(slot, generation);
    const outcome = await this.attempt(slot, generation).catch((error: Error) => error);
    if (this.starting.get(slot) === generation) this.starting.delete(slot);
    if (outcome instanceof Error) this.failed(slot, generation, outcome);
    else if (outcome !== null) this.introduce(slot, generation, outcome.host, outcome.pid);
  }

  /** Whether the start of its current generation is being prepared, or waits for the host's answer. */
  isStarting(slot: Slot): boolean {
    return this.starting.get(slot) === slot.state.generation;
  }

  /** @returns null: it is not wanted any more */
  private async attempt(slot: Slot, generation: number): Promise<{ host: HostLink; pid: number } | null> {
    await this.ports.gate.pass(slot);
    if (!this.goesOn(slot, generation)) return null;
    const params = await this.ports.spawner.prepare(slot, generation);
    const host = await this.hostFor(slot);
    if (!this.goesOn(slot, generation)) return null;
    const { pid } = await host.call('host.spawn', params).catch((error: PmxError) => {
      // Late is not never: what it starts after all would run beside its successor.
      if (error.code === 'PMX_ERR_TIMEOUT') this.killStray(host, params.key);
      throw error;
    });
    return { host, pid };
  }

  private failed(slot: Slot, generation: number, error: Error): void {
    const isLost = error instanceof PmxError && error.code === 'PMX_ERR_HOST_GONE';
    const times = isLost ? (this.lost.get(slot) ?? 0) + 1 : 0;
    this.lost.set(slot, times);
    // Whether it was started is not known then; the reconciliation after reconnecting tells, and starts it if it was not.
    if (isLost && times < MAX_LOST_HOSTS) return;
    this.fail(slot, generation, error.message);
  }

  /** One that might misread a spawn makes room for another one first; what then is not there yet is not lost. */
  private async hostFor(slot: Slot): Promise<HostLink> {
    const host = await this.ports.hosts.forSpawn(slot).catch(neverAsked);
    if (host.isCompatible) return host;
    slot.waitsFor = 'waits for its host to be replaced';
    try {
      await host.replace();
    } finally {
      slot.waitsFor = null;
    }
    return host;
  }

  /** What an agent says of a process that the host has not told us of yet is kept until it has. */
  isEarly(slot: Slot, key: string, news: AgentNews): boolean {
    if (slot.state.phase !== 'launching' || slot.state.pid !== null) return false;
    this.early.add(key, news);
    return true;
  }

  signal(slot: Slot, generation: number, signal: string): void {
    this.signalKey(
      this.ports.hosts.of(slot),
      processKey(slot.id, generation),
      signal,
      specOf(slot).stop.tree,
    );
  }

  /** A process that nobody wants. */
  killStray(host: HostLink, key: string): void {
    this.signalKey(host, key, 'SIGKILL', true);
  }

  /** To the app's `process.on('message')`. @returns false when there is nobody to take it */
  async deliver(slot: Slot, value: unknown): Promise<boolean> {
    const key = currentKey(slot);
    if (slot.launched?.host !== 'primary') return this.ports.agents.deliver(key, value);
    const answer = await this.ports.hosts.of(slot).call('host.message', { key, value });
    return answer.delivered;
  }

  async sendShutdown(slot: Slot, generation: number): Promise<void> {
    if (await this.deliver(slot, 'shutdown').catch(() => false)) return;
    const { name } = slot.app.spec;
    this.ports.log.info(
      `${name} (${slot.id}) has no agent to take the shutdown message; it gets the signal.`,
    );
    this.signal(slot, generation, specOf(slot).stop.signal);
  }

  /**
   * An app without an agent can't be asked to stop accepting: it is told to end at once. An agent that is not connected
   * yet, or not again after the daemon's restart, is asked when it is.
   */
  drain(slot: Slot, generation: number, timeout: number): void {
    if (this.ports.agents.drain(processKey(slot.id, generation), timeout)) return;
    if (slot.launched?.reportsBoot) return;
    this.ports.post(slot, { type: 'drained', generation });
  }

  /** The process has been dealt with. */
  release(slot: Slot, generation: number): void {
    if (this.isListed(slot)) removePidFile(slot, this.ports.pidDir);
    this.early.take(processKey(slot.id, generation));
    this.forget(this.ports.hosts.of(slot), processKey(slot.id, generation));
  }

  forget(host: HostLink, key: string): void {
    host.call('host.forget', { key }).catch(() => {
      // A host that is gone has forgotten; one that comes back is reconciled.
    });
  }

  /** Writes the pid file, once the slot is the one in the list. */
  announcePid(slot: Slot): void {
    const { pid } = slot.state;
    if (pid === null || !this.isListed(slot)) return;
    try {
      writePidFile(slot, this.ports.pidDir, pid);
    } catch (error) {
      this.ports.log.error(`The pid file of ${slot.app.spec.name}: ${(error as Error).message}`);
    }
  }

  private goesOn(slot: Slot, generation: number): boolean {
    const standing = standingOf(slot, generation);
    // Told to stop before there was a process: then none is started only to be ended.
    if (standing === 'stopped') this.fail(slot, generation, 'it was stopped before it was started');
    return standing === 'go';
  }

  private fail(slot: Slot, generation: number, message: string): void {
    this.early.take(processKey(slot.id, generation));
    this.ports.post(slot, { type: 'spawn-failed', generation, message });
  }

  /** It runs; and what its agent had to say before the host told us so comes after. */
  private introduce(slot: Slot, generation: number, host: HostLink, pid: number): void {
    this.lost.delete(slot);
    const key = processKey(slot.id, generation);
    const news = this.early.take(key);
    if (standingOf(slot, generation) === 'outdated') {
      this.killStray(host, key);
      return;
    }
    this.ports.post(slot, { type: 'spawned', generation, pid });
    for (const type of news) this.ports.post(slot, { type, generation });
  }

  private signalKey(host: HostLink, key: string, signal: string, group: boolean): void {
    host.call('host.signal', { key, signal, group }).catch((error: Error) => {
      this.ports.log.error(`${signal} to ${key}: ${error.message}`);
    });
  }

  private isListed(slot: Slot): boolean {
    return this.ports.registry.slot(slot.id) === slot;
  }
}

/** The host did not come up. Nothing was asked of it, so no reconciliation will ever tell: the start has failed. */
function neverAsked({ message }: Error): never {
  throw new PmxError('PMX_ERR_SPAWN', message);
}

function standingOf({ state }: Slot, generation: number): Standing {
  if (state.generation !== generation) return 'outdated';
  if (state.phase === 'launching') return 'go';
  return state.phase === 'stopping' ? 'stopped' : 'outdated';
}

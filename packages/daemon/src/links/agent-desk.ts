/** What agents say, as what it means for the instance that they are in. */

import type { CustomValue, Sample } from '@pmx/protocol';
import { type Slot, specOf } from '../apps/app';
import type { Registry } from '../apps/registry';
import type { Figures } from '../metrics/figures';
import type { Supervisor } from '../runtime/supervisor';
import { AgentServer } from './agent-server';

export interface DeskPorts {
  supervisor(): Supervisor;
  figures(): Figures;
  registry: Registry;
  /** Monotonic milliseconds. */
  now(): number;
  /** `process.send` of a program, for the bus. */
  publish(slot: Slot, value: unknown): void;
}

export class AgentDesk {
  readonly server: AgentServer;

  constructor(private readonly ports: DeskPorts) {
    const { supervisor } = ports;
    this.server = new AgentServer({
      accepts: (key) => this.slotOf(key) !== undefined,
      onHello: (key) => this.greet(key),
      onHeartbeat: (key) => this.noteHeartbeat(key),
      onBooted: (key) => supervisor().hearAgent(key, 'booted'),
      onListening: (key) => supervisor().hearAgent(key, 'listening'),
      onDrained: (key, cut) => supervisor().hearDrained(key, cut),
      onMessage: (key, value) => this.hearMessage(key, value),
      onSample: (key, values, custom) => this.hearSample(key, values, custom),
      onActions: (key, names) => this.hearActions(key, names),
    });
  }

  noteHeartbeat(key: string): void {
    const slot = this.slotOf(key);
    if (slot) slot.heartbeat = { generation: slot.state.generation, at: this.ports.now() };
  }

  hearMessage(key: string, value: unknown): void {
    const slot = this.slotOf(key);
    if (!slot) return;
    // With a readiness probe, only the probe tells.
    const says = value === 'ready' && specOf(slot).readiness.kind !== 'probe';
    if (says) this.ports.supervisor().hearAgent(key, 'ready');
    this.ports.publish(slot, value);
  }

  /** A daemon that has come back, or an agent that has: each is told again what is wanted of it. */
  private greet(key: string): void {
    const { server } = this;
    const slot = this.slotOf(key);
    if (slot) this.noteGreeting(slot);
    const liveness = slot && specOf(slot).liveness;
    if (liveness?.probe.kind === 'heartbeat') server.watch(key, liveness.interval);
    server.measure(key, this.ports.figures().interval);
    if (slot?.state.draining) server.drain(key, specOf(slot).reload.drainTimeout);
  }

  private noteGreeting(slot: Slot): void {
    const { generation } = slot.state;
    if (slot.greeted?.generation !== generation) slot.greeted = { generation, at: this.ports.now() };
  }

  private hearSample(key: string, values: Sample, custom: Record<string, CustomValue>): void {
    const slot = this.slotOf(key);
    // A successor has no place of its own in the list yet.
    if (slot && this.ports.registry.slot(slot.id) === slot) this.ports.figures().hear(slot, values, custom);
  }

  private hearActions(key: string, names: string[]): void {
    const slot = this.slotOf(key);
    if (slot) slot.actions = { generation: slot.state.generation, names };
  }

  private slotOf(key: string): Slot | undefined {
    return this.ports.supervisor().slotOf(key);
  }
}

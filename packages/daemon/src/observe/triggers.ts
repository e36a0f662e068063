/** Watching, cron, memory limits and health: all of them only ask for fresh processes, through the one mailbox. */

import type { RestartReason } from '@pmx/supervision';
import type { Slot } from '../apps/app';
import type { Registry } from '../apps/registry';
import type { Log } from '../log';
import { Liveness } from './liveness';
import { MemoryGuard } from './memory-guard';
import { probeSlot } from './probes/probe-slot';
import { Scheduler } from './scheduler';
import type { UsageSampler } from './usage';
import { Watcher } from './watcher';

export interface TriggerPorts {
  registry: Registry;
  usage: UsageSampler;
  /** Folders that are never watched. */
  ignoredDirs: string[];
  log: Log;
  /** Milliseconds on the monotonic clock. */
  now(): number;
  /** Restarts or, in a cluster, replaces. */
  refreshProcesses(slots: Slot[], reason: RestartReason): void;
}

export class Triggers {
  private readonly watcher: Watcher;
  private readonly scheduler: Scheduler;
  private readonly guard: MemoryGuard;
  private readonly liveness: Liveness;

  constructor(private readonly ports: TriggerPorts) {
    const { log, registry, refreshProcesses } = ports;
    this.watcher = new Watcher(
      (app, path) => {
        log.info(`${app.spec.name}: ${path} changed.`);
        refreshProcesses(app.slots, 'watch');
      },
      ports.ignoredDirs,
      log,
    );
    this.scheduler = new Scheduler((app) => refreshProcesses(app.slots, 'cron'));
    this.liveness = new Liveness({
      slots: () => registry.slots(),
      now: ports.now,
      runProbe: probeSlot,
      heartbeatAge: (slot) =>
        slot.heartbeat?.generation === slot.state.generation ? ports.now() - slot.heartbeat.at : null,
      unhealthy: (slot, reason) => {
        log.info(`${slot.app.spec.name} (${slot.id}) ${reason}.`);
        refreshProcesses([slot], 'unhealthy');
      },
    });
    this.guard = new MemoryGuard(
      ports.usage,
      () => registry.slots(),
      (slot, limit) => {
        log.info(`${slot.app.spec.name} (${slot.id}) takes ${slot.usage.memory} bytes, more than ${limit}.`);
        refreshProcesses([slot], 'memory');
      },
    );
  }

  /** Makes them fit the apps as they are now. */
  refresh(): void {
    const apps = this.ports.registry.all();
    this.watcher.refresh(apps);
    void this.scheduler.refresh(apps);
    this.guard.refresh();
    this.liveness.refresh();
  }

  close(): void {
    this.watcher.close();
    this.scheduler.close();
    this.guard.close();
    this.liveness.close();
  }
}

/** Watching, cron, memory limits and health: all of them only ask for fresh processes, through the one mailbox. */

import { isWanted, type Slot } from '../apps/app';
import type { Registry } from '../apps/registry';
import { Liveness } from './liveness';
import { MemoryGuard } from './memory-guard';
import { exceedMemory, type MemoryLimitPorts } from './memory-limit';
import { probeSlot } from './probes/probe-slot';
import { Scheduler } from './scheduler';
import type { UsageSampler } from './usage';
import { Watcher } from './watcher';

export interface TriggerPorts extends MemoryLimitPorts {
  registry: Registry;
  usage: UsageSampler;
  /** Folders that are never watched. */
  ignoredDirs: string[];
  /** Milliseconds on the monotonic clock. */
  now(): number;
}

export class Triggers {
  private readonly watcher: Watcher;
  private readonly scheduler: Scheduler;
  private readonly guard: MemoryGuard;
  private readonly liveness: Liveness;

  constructor(private readonly ports: TriggerPorts) {
    const { log, registry, refreshProcesses, tell } = ports;
    this.watcher = new Watcher(
      (app, path) => {
        log.info(`${app.spec.name}: ${path} changed.`);
        tell(app.slots.filter(isWanted), `a watched file changed: ${path}`);
        refreshProcesses(app.slots, 'watch');
      },
      ports.ignoredDirs,
      log,
    );
    this.scheduler = new Scheduler((app) => {
      tell(app.slots.filter(isWanted), `its schedule (${app.spec.restart.cron}) is due`);
      refreshProcesses(app.slots, 'cron');
    });
    this.liveness = new Liveness({
      slots: () => registry.slots(),
      now: ports.now,
      runProbe: async (slot, ...probe) => {
        const result = await probeSlot(slot, ...probe);
        return ports.excused(slot) ? { ok: true } : result;
      },
      heartbeatAge: (slot) => {
        if (ports.excused(slot)) return 0;
        return slot.heartbeat?.generation === slot.state.generation ? ports.now() - slot.heartbeat.at : null;
      },
      unhealthy: (slot, reason) => {
        log.info(`${slot.app.spec.name} (${slot.id}) ${reason}.`);
        tell([slot], `it ${reason}`);
        refreshProcesses([slot], 'unhealthy');
      },
    });
    this.guard = new MemoryGuard(
      ports.usage,
      () => registry.slots(),
      (slot, limit) => void exceedMemory(slot, limit, ports),
    );
  }

  /** Makes them fit the apps as they are now. @returns resolves when changes of files are noticed */
  refresh(): Promise<void> {
    const apps = this.ports.registry.all();
    const watching = this.watcher.refresh(apps);
    void this.scheduler.refresh(apps);
    this.guard.refresh();
    this.liveness.refresh();
    return watching;
  }

  /** What is wrong by its health check, while that is still borne; null: nothing. */
  failingCheck(slot: Slot): string | null {
    return this.liveness.failingCheck(slot);
  }

  close(): void {
    this.watcher.close();
    this.scheduler.close();
    this.guard.close();
    this.liveness.close();
  }
}

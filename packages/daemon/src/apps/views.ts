/** Apps as clients see them. */

import { type InstanceDetails, type InstanceView, STATUS_OF } from '@pmx/protocol';
import type { Daemon } from '../commands/context';
import { childEnvironment } from '../launch';
import { type App, currentKey, type Slot } from './app';
import { logFilesOf } from './log-files';
import { pidFileOf } from './pid-files';

export async function viewList(daemon: Daemon): Promise<InstanceView[]> {
  const slots = daemon.supervisor.registry.slots();
  await daemon.usage.refresh(slots);
  return slots.map((slot) => viewOf(slot, daemon.user));
}

export function viewOf(slot: Slot, user: string): InstanceView {
  const { app, state, launched } = slot;
  const { spec } = app;
  return {
    id: slot.id,
    name: spec.name,
    namespace: spec.namespace,
    index: slot.index,
    instances: spec.instances,
    status: STATUS_OF[state.phase],
    desired: state.desired,
    pid: state.pid,
    execMode: spec.execMode,
    restarts: state.restarts,
    unstableRestarts: state.unstable,
    cpu: state.pid === null ? 0 : slot.usage.cpu,
    memory: state.pid === null ? 0 : slot.usage.memory,
    startedAt: launched?.at ?? null,
    createdAt: slot.createdAt,
    version: launched?.version ?? null,
    user: String(spec.uid ?? user),
    watching: spec.watch !== null,
    cause: slot.waitsFor ?? state.cause,
    lastExit: state.lastExit?.status ?? null,
  };
}

export function detailsOf(slot: Slot, daemon: Daemon): InstanceDetails {
  const { app, launched } = slot;
  const { spec } = app;
  const files = launched?.files ?? logFilesOf(spec, slot.id);
  return {
    ...viewOf(slot, daemon.user),
    script: launched?.script ?? spec.script,
    args: spec.args,
    cwd: spec.cwd,
    interpreter: launched?.interpreter ?? spec.interpreter ?? 'none',
    interpreterArgs: spec.interpreterArgs,
    nodeVersion: launched?.nodeVersion ?? null,
    outFile: files.out,
    errorFile: files.error,
    combinedFile: files.combined,
    pidFile: pidFileOf(slot, daemon.pidDir),
    configFile: spec.configFile,
    autorestart: spec.restart.auto,
    watch: spec.watch?.paths ?? [],
    cron: spec.restart.cron,
    maxMemory: spec.restart.maxMemory,
    stopSignal: spec.stop.signal,
    killTimeout: spec.stop.killTimeout,
    droppedBytes: slot.droppedBytes,
    metrics: metricsOf(slot, daemon),
    actions: slot.actions?.generation === slot.state.generation ? slot.actions.names : [],
    env: environmentOf(app, slot),
    lastExitDetails: lastExitOf(slot, daemon),
  };
}

function metricsOf(slot: Slot, { figures }: Daemon): InstanceDetails['metrics'] {
  const latest = figures.latest(slot);
  return slot.state.pid === null || latest.at === null ? null : latest;
}

function lastExitOf({ id, state, exitedAt }: Slot, { journal }: Daemon): InstanceDetails['lastExitDetails'] {
  if (state.lastExit === null) return null;
  const { status, uptime, generation } = state.lastExit;
  const told = journal.findNewest((entry) => entry.kind === 'exit' && entry.id === id);
  const cause = told?.generation === generation ? told.outOfMemory : undefined;
  return { status, uptime, at: exitedAt ?? 0, ...(cause ? { outOfMemory: cause } : {}) };
}

/** The environment that the next start gets, without what is there for the agent alone. */
function environmentOf(app: App, slot: Slot): Record<string, string> {
  return childEnvironment(
    app.spec,
    app.inherited,
    { id: slot.id, index: slot.index, key: currentKey(slot), probation: 0 },
    null,
    null,
  );
}

/** After a gap: what a host holds, against what the daemon believes. Pure. */

import type { HostedProcess } from '@pmx/protocol';
import type { Phase } from '@pmx/supervision';
import { parseProcessKey, type Slot } from '../apps/app';
import type { Delivery } from './mailbox';

export interface Reconciliation {
  deliveries: Delivery[];
  /** Processes that nobody wants. `known`: their slot exists, so that they are an older run of it. */
  orphans: { key: string; known: boolean }[];
  /** Records whose story is over. */
  forgettable: string[];
  /** Slots whose start never reached a host: it is made again. */
  unstarted: Slot[];
}

interface Run {
  process: HostedProcess;
  generation: number;
}

const WITH_PROCESS: ReadonlySet<Phase> = new Set<Phase>(['launching', 'online', 'stopping']);

/**
 * What has been away: the `host` alone; the `daemon`, so that its timers are lost; or `all`, the processes with them, because
 * the machine was started again or pmx had ended.
 */
export type Gap = 'host' | 'daemon' | 'all';

/**
 * @param slots those that this host holds, or would; several may share an id during a reload
 * @param isStarting whether the slot's start is being prepared, or waits for its answer: that will tell
 */
export function reconcile(
  slots: Slot[],
  processes: HostedProcess[],
  gap: Gap,
  isStarting: (slot: Slot) => boolean = () => false,
): Reconciliation {
  const result: Reconciliation = { deliveries: [], orphans: [], forgettable: [], unstarted: [] };
  const runs = runsById(processes);
  const matched = matchRuns(slots, runs);
  for (const slot of slots) {
    const run = matched.get(slot);
    if (run || !isStarting(slot)) result.deliveries.push(...deliveriesFor(slot, run, gap, result));
  }
  const ids = new Set(slots.map(({ id }) => id));
  for (const [id, rest] of runs) for (const { process } of rest) dismiss(process, ids.has(id), result);
  return result;
}

/** By slot id, newest generation last. */
function runsById(processes: HostedProcess[]): Map<number, Run[]> {
  const groups = new Map<number, Run[]>();
  for (const process of processes) {
    const key = parseProcessKey(process.key);
    if (!key) continue;
    const group = groups.get(key.slotId) ?? [];
    group.push({ process, generation: key.generation });
    groups.set(key.slotId, group);
  }
  for (const group of groups.values()) group.sort((a, b) => a.generation - b.generation);
  return groups;
}

/**
 * Gives each slot its run, and takes it out of `runs`: the one of its generation or else, where the disk was behind,
 * the newest that nobody else has.
 */
function matchRuns(slots: Slot[], runs: Map<number, Run[]>): Map<Slot, Run> {
  const matched = new Map<Slot, Run>();
  const take = (slot: Slot, index: number): void => {
    const [run] = runs.get(slot.id)?.splice(index, 1) ?? [];
    if (run) matched.set(slot, run);
  };
  for (const slot of slots) {
    const index = (runs.get(slot.id) ?? []).findIndex(
      ({ generation }) => generation === slot.state.generation,
    );
    if (index !== -1) take(slot, index);
  }
  for (const slot of slots) {
    const newest = runs.get(slot.id)?.at(-1);
    if (!matched.has(slot) && newest && newest.generation > slot.state.generation) take(slot, -1);
  }
  return matched;
}

function dismiss(process: HostedProcess, known: boolean, result: Reconciliation): void {
  if (process.gone) result.forgettable.push(process.key);
  else result.orphans.push({ key: process.key, known });
}

function deliveriesFor(slot: Slot, run: Run | undefined, gap: Gap, result: Reconciliation): Delivery[] {
  if (!run && gap === 'all') return [{ slot, event: { type: 'interrupted' } }];
  if (!run && slot.state.phase === 'launching' && slot.state.pid === null) {
    result.unstarted.push(slot);
    return [];
  }
  if (!run) return isLost(slot, gap) ? [{ slot, event: { type: 'lost' } }] : [];
  const { process, generation } = run;
  const dealtWith = generation === slot.state.generation && !WITH_PROCESS.has(slot.state.phase);
  if (dealtWith && process.gone) {
    result.forgettable.push(process.key);
    return slot.state.phase === 'waiting' && gap !== 'host' ? [{ slot, event: { type: 'lost' } }] : [];
  }
  return story(slot, run);
}

/** What happened to the process, as the events that were missed. */
function story(slot: Slot, { process, generation }: Run): Delivery[] {
  const deliveries: Delivery[] = [];
  const { exit, pid, startedAt, gone } = process;
  // While its spawn is under way, the answer to it will tell.
  if (pid === null && exit === null) return [];
  if (pid !== null && (exit === null || generation !== slot.state.generation)) {
    deliveries.push({ slot, event: { type: 'adopted', generation, pid, launchedAt: startedAt } });
  }
  if (exit !== null)
    deliveries.push({ slot, event: { type: 'exited', generation, status: exit, groupAlive: !gone } });
  if (gone) deliveries.push({ slot, event: { type: 'gone', generation } });
  return deliveries;
}

function isLost(slot: Slot, gap: Gap): boolean {
  const { phase } = slot.state;
  if (WITH_PROCESS.has(phase)) return true;
  // A restart that waited for a timer of the daemon that died.
  return phase === 'waiting' && gap !== 'host';
}

/** After a gap: what the hosts hold, against what the daemon believes. Pure. */

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
}

interface Found {
  process: HostedProcess;
  generation: number;
}

const WITH_PROCESS: ReadonlySet<Phase> = new Set<Phase>(['launching', 'online', 'stopping']);

/**
 * @param daemonStarted true: the daemon's timers are lost, so that what waited for one is started again
 */
export function reconcile(slots: Slot[], processes: HostedProcess[], daemonStarted: boolean): Reconciliation {
  const result: Reconciliation = { deliveries: [], orphans: [], forgettable: [] };
  const found = groupBySlot(processes);
  for (const slot of slots) {
    const runs = found.get(slot.id) ?? [];
    found.delete(slot.id);
    const newest = runs.pop();
    for (const { process } of runs) dismiss(process, true, result);
    result.deliveries.push(...deliveriesFor(slot, newest, daemonStarted, result));
  }
  for (const runs of found.values()) for (const { process } of runs) dismiss(process, false, result);
  return result;
}

/** By slot, oldest generation first. */
function groupBySlot(processes: HostedProcess[]): Map<number, Found[]> {
  const groups = new Map<number, Found[]>();
  for (const process of processes) {
    const key = parseProcessKey(process.key);
    const group = groups.get(key?.slotId ?? -1) ?? [];
    group.push({ process, generation: key?.generation ?? 0 });
    groups.set(key?.slotId ?? -1, group);
  }
  for (const group of groups.values()) group.sort((a, b) => a.generation - b.generation);
  return groups;
}

function dismiss(process: HostedProcess, known: boolean, result: Reconciliation): void {
  if (process.gone) result.forgettable.push(process.key);
  else result.orphans.push({ key: process.key, known });
}

function deliveriesFor(
  slot: Slot,
  found: Found | undefined,
  daemonStarted: boolean,
  result: Reconciliation,
): Delivery[] {
  if (!found || found.generation < slot.state.generation) {
    if (found) dismiss(found.process, true, result);
    return isLost(slot, daemonStarted) ? [{ slot, event: { type: 'lost' } }] : [];
  }
  const { process, generation } = found;
  const dealtWith = generation === slot.state.generation && !WITH_PROCESS.has(slot.state.phase);
  if (dealtWith && process.gone) {
    result.forgettable.push(process.key);
    return slot.state.phase === 'waiting' && daemonStarted ? [{ slot, event: { type: 'lost' } }] : [];
  }
  return story(slot, found);
}

/** What happened to the process, as the events that were missed. */
function story(slot: Slot, { process, generation }: Found): Delivery[] {
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

function isLost(slot: Slot, daemonStarted: boolean): boolean {
  const { phase } = slot.state;
  if (WITH_PROCESS.has(phase)) return true;
  // A restart that waited for a timer of the daemon that died.
  return phase === 'waiting' && daemonStarted;
}

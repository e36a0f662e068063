/** An instance takes more memory than it may: what is noted before fresh processes are asked for. */

import { toPmxError } from '@pmx/protocol';
import type { RestartReason } from '@pmx/supervision';
import { currentKey, isWanted, type Slot } from '../apps/app';
import { megabytes } from '../journal/words';
import type { Log } from '../log';

export interface MemoryLimitPorts {
  log: Log;
  /** It stands still because it was asked to: nothing counts against it. */
  excused(slot: Slot): boolean;
  /**
   * Has the app write its heap to a file.
   * @returns the file
   * @throws what the app or the disk says
   */
  keepHeap(slot: Slot): Promise<string>;
  /** Says, for the journal, why these are about to be restarted or replaced. */
  tell(slots: Slot[], message: string): void;
  /** Restarts or, in a cluster, replaces. */
  refreshProcesses(slots: Slot[], reason: RestartReason): void;
}

export async function exceedMemory(slot: Slot, limit: number, ports: MemoryLimitPorts): Promise<void> {
  // A snapshot takes memory of its own.
  if (ports.excused(slot)) return;
  const key = currentKey(slot);
  const { memory } = slot.usage;
  ports.log.info(`${slot.app.spec.name} (${slot.id}) takes ${memory} bytes, more than ${limit}.`);
  const heap = slot.app.spec.restart.heapSnapshot ? await heapNote(slot, ports) : '';
  // It may have ended, or been stopped, while its heap was written.
  if (currentKey(slot) !== key || slot.state.pid === null || !isWanted(slot)) return;
  const taken = `it takes ${megabytes(memory)} of memory, more than its limit of ${megabytes(limit)}`;
  ports.tell([slot], `${taken}${heap}`);
  ports.refreshProcesses([slot], 'memory');
}

/** A heap that can't be had is no reason to let the app grow. */
async function heapNote(slot: Slot, { keepHeap, log }: MemoryLimitPorts): Promise<string> {
  try {
    return `; its heap is in ${await keepHeap(slot)}`;
  } catch (error) {
    const { message } = toPmxError(error);
    log.error(`${slot.app.spec.name} (${slot.id}): no heap snapshot. ${message}`);
    return `; its heap could not be written: ${message}`;
  }
}

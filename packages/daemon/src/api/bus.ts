/** Events of the bus (`subscribe`), in the shape that users of pm2's bus know. */

import type { BusEvent, JournalEntry } from '@pmx/protocol';
import type { Slot } from '../apps/app';
import type { Registry } from '../apps/registry';

export function processEvent({ id, app }: Slot, event: string, data: unknown): BusEvent {
  const { name, namespace } = app.spec;
  return { at: Date.now(), event, process: { pm_id: id, name, namespace }, data };
}

/** An entry about pmx itself has the id -1. */
export function journalEvent(entry: JournalEntry, registry: Registry): BusEvent {
  const name = entry.app ?? 'pmx';
  const namespace = registry.app(name)?.spec.namespace ?? 'pmx';
  return { at: entry.at, event: 'journal', process: { pm_id: entry.id ?? -1, name, namespace }, data: entry };
}

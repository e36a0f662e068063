/** What a command had written down when the daemon died, before anything was done about it. Pure. */

import { isWanted, type Slot } from '../apps/app';
import type { Delivery } from './mailbox';

/** The events that the command would have posted next. */
export function unbegun(slots: Slot[]): Delivery[] {
  return slots.flatMap((slot): Delivery[] => {
    const { state, removing, app } = slot;
    if (isWanted(slot) && state.phase === 'stopped' && state.generation === 0)
      return [{ slot, event: { type: 'start' } }];
    if (removing && state.desired === 'up')
      return [{ slot, event: { type: app.spec.execMode === 'cluster' ? 'drain' : 'stop' } }];
    return [];
  });
}

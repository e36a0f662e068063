/** `metrics`: the figures of now. */

import type { ApiRequests } from '@pmx/protocol';
import type { Slot } from '../apps/app';
import type { Daemon } from '../commands/context';

export async function metrics(daemon: Daemon, slots: Slot[]): Promise<ApiRequests['metrics']['result']> {
  // The first look is what rates are counted from.
  daemon.host.look();
  await daemon.figures.refresh();
  return { apps: slots.map((slot) => daemon.figures.latest(slot)), host: daemon.host.look() };
}

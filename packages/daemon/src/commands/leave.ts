/** The daemon's own end, and that of its hosts, with the list kept. */

import type { HostInfo } from '@pmx/protocol';
import type { Hosts } from '../links/hosts';
import type { Daemon, Progress } from './context';
import { stop } from './stop';

/** What is to end with the daemon. */
export type Leaving = 'keep' | 'stop';

/**
 * Gets everything ready for the daemon's end. Reloads that are under way come to theirs first: nobody would carry them on.
 * @returns how many instances were stopped
 */
export async function prepareToLeave(daemon: Daemon, apps: Leaving, progress: Progress): Promise<number> {
  const { registry } = daemon.supervisor;
  await Promise.all(registry.all().map((app) => daemon.queue.idle(app)));
  if (apps === 'keep') return 0;
  const running = registry.slots().filter(({ state }) => state.pid !== null);
  // From here on the disk says what is to come up again; that all of it goes down now is nobody's wish.
  daemon.store.conclude();
  await stop(daemon, registry.slots(), progress);
  return running.length;
}

/**
 * Replaces the keeper, whose programs go on under the next one, and then each primary, whose workers are started again.
 * @throws {PmxError} PMX_ERR_HOST_GONE when one does not come up
 */
export async function renewHosts(daemon: Daemon, hosts: Hosts): Promise<{ renewed: HostInfo[] }> {
  await Promise.all(daemon.supervisor.registry.all().map((app) => daemon.queue.idle(app)));
  for (const link of hosts.links()) await link.replace();
  return { renewed: hosts.infos() };
}

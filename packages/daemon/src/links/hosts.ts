/** All hosts of this home: the keeper, and one cluster primary for each clustered app. */

import type { HostedProcess, HostInfo, HostNotification, HostNotifications } from '@pmx/protocol';
import { type App, hostKindOf, type Slot } from '../apps/app';
import type { HostLink, HostPorts } from './host-link';
import { HostLink as Link } from './host-link';

export interface HostsPorts {
  keeper: HostLink;
  /** How the primary of this app is reached and started. */
  primary(app: App): Pick<HostPorts, 'name' | 'socketPath' | 'version' | 'program' | 'launch' | 'log'>;
  onNotification<N extends HostNotification>(host: HostLink, name: N, params: HostNotifications[N]): void;
  /** A primary came back: this is what runs there now. */
  onReconnected(app: App, processes: HostedProcess[]): void;
}

export class Hosts {
  private readonly primaries = new Map<App, { link: HostLink; opening: Promise<HostedProcess[]> }>();

  constructor(private readonly ports: HostsPorts) {}

  get keeper(): HostLink {
    return this.ports.keeper;
  }

  /** The host that holds the slot's process. */
  of(slot: Slot): HostLink {
    if (hostKindOf(slot) !== 'primary') return this.keeper;
    return this.primaries.get(slot.app)?.link ?? this.keeper;
  }

  /** The host for the slot's next process, brought up where needed. */
  async forSpawn(slot: Slot): Promise<HostLink> {
    if (hostKindOf(slot) !== 'primary') return this.keeper;
    await this.open(slot.app);
    return this.of(slot);
  }

  /** Connects to the app's primary. @returns what it holds */
  open(app: App): Promise<HostedProcess[]> {
    const known = this.primaries.get(app);
    if (known) return known.opening;
    const link: HostLink = new Link({
      ...this.ports.primary(app),
      isWanted: () => this.primaries.has(app),
      onNotification: (name, params) => this.ports.onNotification(link, name, params),
      onReconnected: (processes) => this.ports.onReconnected(app, processes),
    });
    const opening = link.open().then((hello) => hello.processes);
    this.primaries.set(app, { link, opening });
    opening.catch(() => this.primaries.delete(app));
    return opening;
  }

  /** Ends the app's primary, which holds no process any more. */
  async close(app: App): Promise<void> {
    const known = this.primaries.get(app);
    if (!known) return;
    this.primaries.delete(app);
    await known.link.call('host.shutdown', {}).catch(() => {});
    known.link.leave();
  }

  /** The keeper first: primaries are its programs. */
  links(): HostLink[] {
    return [this.keeper, ...[...this.primaries.values()].map(({ link }) => link)];
  }

  /** What answers now. */
  infos(): HostInfo[] {
    const primaries = [...this.primaries].map(([app, { link }]) => ({ name: app.spec.name, link }));
    return [{ name: 'keeper', link: this.keeper }, ...primaries].flatMap(({ name, link }) =>
      link.info ? [{ name, ...link.info }] : [],
    );
  }

  /** The daemon ends, and they go on. */
  leaveAll(): void {
    for (const link of this.links()) link.leave();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.primaries.keys()].map((app) => this.close(app)));
  }
}

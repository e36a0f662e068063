/** Events for as long as they are wanted, whichever daemon tells them: one may be swapped for another meanwhile. */

import type { BusEvent, InstanceView } from '@pmx/protocol';
import type { Client, ClientEvents } from './client';

/** Milliseconds between two attempts to find a daemon: of the first, and at most. */
const FIRST_DELAY = 50;
const MAX_DELAY = 2_000;

export interface SubscriptionHandlers {
  onEvent(event: BusEvent): void;
  /** So many events were missed, because they were not read in time. */
  onDropped?(count: number): void;
  /**
   * Another daemon was found. What happened in between was told to nobody.
   * @param gap milliseconds without a daemon
   * @param apps the list at this instant
   */
  onResumed?(gap: number, apps: InstanceView[]): void;
  /** After `close`; nothing is told any more. */
  onClosed?(): void;
}

export class Subscription {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isOver = false;

  /** @param open connects to a daemon that runs; may launch one */
  constructor(
    private readonly open: (events: ClientEvents) => Promise<Client>,
    private readonly events: readonly string[],
    private readonly handlers: SubscriptionHandlers,
  ) {}

  /**
   * @returns the list at the instant from which on events are told
   * @throws {PmxError} when there is no daemon, or it refuses; later on it is looked for until `close`
   */
  async begin(): Promise<InstanceView[]> {
    const client = await this.open({
      onEvent: (event) => this.handlers.onEvent(event),
      onDropped: (count) => this.handlers.onDropped?.(count),
      onClose: () => this.lost(client),
    });
    try {
      const { apps } = await client.call('subscribe', { events: [...this.events] });
      this.client = client;
      if (this.isOver || client.isClosed) this.lost(client);
      return apps;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  close(): void {
    this.isOver = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.client?.close();
    this.handlers.onClosed?.();
  }

  private lost(client: Client): void {
    if (client !== this.client) return;
    this.client = null;
    if (this.isOver) client.close();
    else this.resume(performance.now(), FIRST_DELAY);
  }

  private resume(since: number, delay: number): void {
    this.timer = setTimeout(() => {
      this.begin().then(
        (apps) => this.handlers.onResumed?.(Math.round(performance.now() - since), apps),
        () => {
          if (!this.isOver) this.resume(since, Math.min(MAX_DELAY, 2 * delay));
        },
      );
    }, delay);
  }
}

/** The daemon's stream: a snapshot, then what changes; again from the next daemon when one ends. */

import type { Client, ClientEvents } from '@pmx/client';
import type { Message } from './model/state';

export type OpenClient = (events: ClientEvents) => Promise<Client>;

/** Milliseconds between attempts to find a daemon: at first, and at most. */
const FIRST_DELAY = 50;
const MAX_DELAY = 1_000;

export class Feed {
  private client: Client | null = null;
  private focus: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isOver = false;

  constructor(
    private readonly open: OpenClient,
    private readonly tell: (message: Message) => void,
  ) {}

  /** @throws {PmxError} when there is no daemon; later on it is looked for until `close` */
  async begin(): Promise<void> {
    const client = await this.open({
      // One that is of another focus comes from before the snapshot.
      onTick: (tick) => client === this.client && this.tell({ type: 'tick', tick }),
      onClose: () => this.lost(client),
    });
    if (this.isOver) {
      client.close();
      return;
    }
    this.client = client;
    await this.look(client);
  }

  /** Charts of this instance from now on. */
  setFocus(id: number | null): void {
    if (id === this.focus) return;
    this.focus = id;
    // What fails here ends the connection, and is told there.
    if (this.client) void this.look(this.client).catch(() => {});
  }

  close(): void {
    this.isOver = true;
    if (this.timer) clearTimeout(this.timer);
    this.client?.close();
  }

  private async look(client: Client): Promise<void> {
    const { focus } = this;
    const snapshot = await client.call('monitor', { focus });
    // The selection may have moved on: its own snapshot is on its way.
    if (focus === this.focus && client === this.client) this.tell({ type: 'snapshot', snapshot });
  }

  private lost(client: Client): void {
    if (client !== this.client || this.isOver) return;
    this.client = null;
    this.tell({ type: 'lost' });
    this.retry(FIRST_DELAY);
  }

  private retry(delay: number): void {
    this.timer = setTimeout(() => {
      this.begin().catch(() => {
        this.client = null;
        if (!this.isOver) this.retry(Math.min(MAX_DELAY, 2 * delay));
      });
    }, delay);
  }
}

/** Output that a host could not write, a full disk say: counted for each instance, and told. */

import type { HostNotifications } from '@pmx/protocol';
import type { Slot } from '../apps/app';
import { filesIn } from '../apps/log-files';
import type { Log } from '../log';

/** Milliseconds between two lines of the daemon's log about one file: a disk may stay full for days. */
const LOG_INTERVAL = 60_000;
/** Files whose last line is remembered. */
const MAX_REMEMBERED = 1_000;

export interface DroppedOutputPorts {
  slots(): Slot[];
  log: Log;
  /** Monotonic milliseconds. */
  now(): number;
  /** At most once a second for each file. */
  tell(slot: Slot, message: string): void;
}

export class DroppedOutput {
  private readonly nextLine = new Map<string, number>();

  constructor(private readonly ports: DroppedOutputPorts) {}

  hear({ path, bytes, reason }: HostNotifications['host.dropped']): void {
    const message = `${bytes} bytes of output for ${path} were dropped: ${reason}`;
    this.log(path, message);
    for (const slot of this.ports.slots()) {
      if (slot.launched === null || !filesIn(slot.launched.files).includes(path)) continue;
      slot.droppedBytes += bytes;
      this.ports.tell(slot, message);
    }
  }

  private log(path: string, message: string): void {
    const now = this.ports.now();
    if (now < (this.nextLine.get(path) ?? 0)) return;
    if (this.nextLine.size >= MAX_REMEMBERED) this.nextLine.clear();
    this.nextLine.set(path, now + LOG_INTERVAL);
    this.ports.log.error(message);
  }
}

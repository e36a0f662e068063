/** Tells when process groups have become empty. One timer for all of them, and none while there is nothing to watch. */

import { groupExists, processGroups } from '@pmx/system';

/** Milliseconds between two looks. */
const INTERVAL = 20;
/** Most looks from one walk over the process table to the next: it costs milliseconds. */
const MAX_GAP = 16;

export class GroupWatch {
  private readonly waiting = new Map<number, () => void>();
  private timer: NodeJS.Timeout | null = null;
  private looks = 0;
  private nextWalk = 1;

  /** Calls back, once, when nobody but zombies is in the group any more. */
  whenEmpty(pgid: number, callback: () => void): void {
    this.waiting.set(pgid, callback);
    this.looks = 0;
    this.nextWalk = 1;
    this.timer ??= setInterval(() => this.look(), INTERVAL);
  }

  private look(): void {
    this.looks += 1;
    for (const pgid of [...this.waiting.keys()]) {
      if (!groupExists(pgid)) this.tell(pgid);
    }
    if (this.looks >= this.nextWalk && this.waiting.size > 0) this.walk();
    if (this.waiting.size === 0) this.rest();
  }

  /** Zombies that nobody reaps keep a group in existence; only the process table tells them from the living. */
  private walk(): void {
    this.nextWalk = this.looks + Math.min(this.looks, MAX_GAP);
    const groups = processGroups();
    for (const pgid of [...this.waiting.keys()]) {
      if (!groups.has(pgid)) this.tell(pgid);
    }
  }

  private tell(pgid: number): void {
    const callback = this.waiting.get(pgid);
    this.waiting.delete(pgid);
    callback?.();
  }

  private rest(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}

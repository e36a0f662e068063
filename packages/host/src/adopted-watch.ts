/** Tells when processes have ended that are not the keeper's children: nobody sends a signal for those. */

import { isSameProcess } from '@pmx/system';

/** Milliseconds between two looks. */
const INTERVAL = 250;

interface Watched {
  pid: number;
  startTime: string;
  ended(): void;
}

export class AdoptedWatch {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | null = null;

  /** Calls `ended` once when the process has ended. */
  add(process: Watched): void {
    this.watched.add(process);
    this.timer ??= setInterval(() => this.look(), INTERVAL);
  }

  /** Looks now: something hints that a process has ended. */
  look(): void {
    for (const process of [...this.watched]) {
      if (isSameProcess(process.pid, process.startTime)) continue;
      this.watched.delete(process);
      process.ended();
    }
    if (this.watched.size === 0 && this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
  }
}

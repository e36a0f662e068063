import type { DrainProgress } from '@pmx/protocol';

/** Milliseconds between two reports. */
const INTERVAL = 100;

/** Passes progress on when a number has changed, and not too often. */
export class ProgressReporter {
  private last: DrainProgress | null = null;
  private at = Number.NEGATIVE_INFINITY;

  constructor(private readonly report: (progress: DrainProgress) => void) {}

  /** @param now milliseconds */
  update(progress: DrainProgress, now: number): void {
    if (now - this.at < INTERVAL || isSame(progress, this.last)) return;
    this.last = progress;
    this.at = now;
    this.report(progress);
  }
}

const isSame = (a: DrainProgress, b: DrainProgress | null): boolean =>
  b !== null && a.connections === b.connections && a.requests === b.requests && a.longLived === b.longLived;

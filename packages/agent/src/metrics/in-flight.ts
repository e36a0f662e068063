/** What has begun and is not over yet. */

/**
 * Nothing is attached to what it keeps, so that the app notices nothing and pays little: those that came to another end
 * than the usual one are found by looking through all of them now and then.
 */
export class InFlight<T extends object> {
  private readonly begun = new Map<T, number>();
  /** Above this many they are looked through at once: a flood of aborted ones is not kept till the next reading. */
  private limit = 1_000;

  /** @param isOver whether it came to an end of which `finish` was not told */
  constructor(
    private readonly isOver: (one: T) => boolean,
    private readonly aborted: (one: T) => void = () => {},
  ) {}

  get size(): number {
    return this.begun.size;
  }

  start(one: T): void {
    this.begun.set(one, performance.now());
    if (this.begun.size > this.limit) this.prune();
  }

  /** @returns milliseconds since it began; null: it is not known, or over already */
  finish(one: T): number | null {
    const begun = this.begun.get(one);
    if (begun === undefined) return null;
    this.begun.delete(one);
    return performance.now() - begun;
  }

  prune(): void {
    for (const one of this.begun.keys()) {
      if (!this.isOver(one)) continue;
      this.begun.delete(one);
      this.aborted(one);
    }
    // Those that are left are really under way: the next look is due when there are twice as many.
    this.limit = Math.max(1_000, this.begun.size * 2);
  }
}

/** What has begun and is not over yet. */

/** So many are looked through one by one; more are kept in a map. */
const RECENT = 32;

/**
 * Nothing is attached to what it keeps, so that the app notices nothing and pays little: those that came to another end
 * than the usual one are found by looking through all of them now and then. Most are over soon and never come into the
 * map, whose tables V8 would keep until the next major collection each time that it is rehashed.
 */
export class InFlight<T extends object> {
  private readonly recent: (T | null)[] = new Array(RECENT).fill(null);
  private readonly times = new Float64Array(RECENT);
  private used = 0;
  private readonly older = new Map<T, number>();
  /** Above this many they are looked through at once: a flood of aborted ones is not kept till the next reading. */
  private limit = 1_000;

  /** @param isOver whether it came to an end of which `finish` was not told */
  constructor(
    private readonly isOver: (one: T) => boolean,
    private readonly aborted: (one: T) => void = () => {},
  ) {}

  get size(): number {
    return this.used + this.older.size;
  }

  start(one: T): void {
    if (this.used === RECENT) this.settle();
    if (this.older.size > this.limit) this.prune();
    this.recent[this.used] = one;
    this.times[this.used] = performance.now();
    this.used += 1;
  }

  /** @returns milliseconds since it began; null: it is not known, or over already */
  finish(one: T): number | null {
    for (let at = 0; at < this.used; at += 1) {
      if (this.recent[at] === one) return performance.now() - this.take(at);
    }
    return this.older.size === 0 ? null : this.finishOlder(one);
  }

  prune(): void {
    for (let at = this.used - 1; at >= 0; at -= 1) {
      const one = this.recent[at]!;
      if (!this.isOver(one)) continue;
      this.take(at);
      this.aborted(one);
    }
    for (const one of this.older.keys()) {
      if (!this.isOver(one)) continue;
      this.older.delete(one);
      this.aborted(one);
    }
    // Those that are left are really under way: the next look is due when there are twice as many.
    this.limit = Math.max(1_000, this.older.size * 2);
  }

  private finishOlder(one: T): number | null {
    const begun = this.older.get(one);
    if (begun === undefined) return null;
    this.older.delete(one);
    return performance.now() - begun;
  }

  /** @returns when it began; the last one takes its place */
  private take(at: number): number {
    const begun = this.times[at]!;
    this.used -= 1;
    this.recent[at] = this.recent[this.used]!;
    this.times[at] = this.times[this.used]!;
    this.recent[this.used] = null;
    return begun;
  }

  /** Those that take long make room. */
  private settle(): void {
    for (let at = 0; at < this.used; at += 1) this.older.set(this.recent[at]!, this.times[at]!);
    this.recent.fill(null);
    this.used = 0;
  }
}

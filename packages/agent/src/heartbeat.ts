/** Tells that the event loop turns, and how late. */

export class Heartbeat {
  private timer: NodeJS.Timeout | null = null;

  /** @param beat is told by how many milliseconds the loop was late */
  constructor(private readonly beat: (delay: number) => void) {}

  /** Beats every `interval` milliseconds from now on; 0: no more. Holds no process alive. */
  watch(interval: number): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    if (interval <= 0) return;
    let last = performance.now();
    this.timer = setInterval(() => {
      const now = performance.now();
      this.beat(Math.max(0, Math.round(now - last - interval)));
      last = now;
    }, interval).unref();
  }
}

/** Tells the app, once, that its process takes no more connections. */

interface Listener {
  run(): void;
}

export class DrainNotice {
  private readonly listeners = new Set<Listener>();
  private begun = false;

  get hasBegun(): boolean {
    return this.begun;
  }

  /** A second call does nothing. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    for (const listener of this.listeners) this.tell(listener);
  }

  /** @returns what takes it back; after the call it does nothing */
  subscribe(run: () => void): () => void {
    const listener = { run };
    this.listeners.add(listener);
    if (this.begun) this.tell(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** A tick for each: what a listener throws is the app's own uncaught error, and does not reach the draining. */
  private tell(listener: Listener): void {
    process.nextTick(() => {
      if (this.listeners.delete(listener)) listener.run();
    });
  }
}

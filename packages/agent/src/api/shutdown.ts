/** What an app does before it ends, in the order in which it was registered. */

export type ShutdownFunction = (reason: string) => void | PromiseLike<void>;

export interface ShutdownHooks {
  /** Listens for requests to end. @returns what ends the listening */
  watch(stop: (reason: string) => void): () => void;
  /** A function threw or rejected. */
  failed(error: unknown): void;
  /** All functions are through; the process is to end now. */
  ended(succeeded: boolean): void;
}

interface Step {
  run: ShutdownFunction;
}

export class Shutdown {
  private readonly steps = new Set<Step>();
  private unwatch: (() => void) | null = null;
  private underWay = false;

  constructor(private readonly hooks: ShutdownHooks) {}

  get isUnderWay(): boolean {
    return this.underWay;
  }

  /** @returns what takes it back */
  add(run: ShutdownFunction): () => void {
    const step = { run };
    this.steps.add(step);
    this.unwatch ??= this.hooks.watch((reason) => void this.begin(reason));
    return () => this.remove(step);
  }

  /** Without a function left, a signal does again what it does in any Node process. */
  private remove(step: Step): void {
    this.steps.delete(step);
    if (this.steps.size > 0 || this.underWay) return;
    this.unwatch?.();
    this.unwatch = null;
  }

  /** A second request is ignored: the first one's clean-up is not to be cut short. */
  private async begin(reason: string): Promise<void> {
    if (this.underWay) return;
    this.underWay = true;
    let succeeded = true;
    // Sees those, too, that are added or removed meanwhile.
    for (const { run } of this.steps) {
      if (!(await this.succeeds(run, reason))) succeeded = false;
    }
    this.hooks.ended(succeeded);
  }

  private async succeeds(run: ShutdownFunction, reason: string): Promise<boolean> {
    try {
      await run(reason);
      return true;
    } catch (error) {
      this.hooks.failed(error);
      return false;
    }
  }
}

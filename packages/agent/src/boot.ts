/**
 * Tells when the app's main module has run.
 *
 * User code is never evaluated a second time: the entry point is imported again only where that is certain to
 * hit Node's module cache.
 */

import {
  type CommandLine,
  entryUrl,
  hasEntryPoint,
  hasImportTracing,
  mayRegisterLoader,
} from './command-line';
import { type EntryImport, watchEntryImport } from './entry-import';

/** Milliseconds of life that stand in for a main module that nothing else can be learnt of. */
const SETTLE = 100;
/** The same, where loaders get the entry point ready in a thread of their own first. */
const SETTLE_WITH_LOADERS = 1_000;
/** Milliseconds between two looks meanwhile. */
const GLANCE = 25;

/** Calls `onBooted` once. Holds no process alive. */
export function watchBoot(line: CommandLine, onBooted: () => void): void {
  const boot = new Boot(line, onBooted);
  // The preloads and a CommonJS main module run in one go; this is the first thing after them, and comes before any
  // code of an ES module. A process.nextTick would show as a frame in the stack traces of ES modules.
  queueMicrotask(() => boot.afterFirstRun());
}

class Boot {
  private readonly url: string | null;
  private readonly entry: EntryImport | null;
  private done = false;

  constructor(
    private readonly line: CommandLine,
    private readonly onBooted: () => void,
  ) {
    this.url = entryUrl(line);
    // Tracing shows as a frame of Node's in the stack traces of ES modules (invariant 9): only where it has to be.
    const traces = this.url === null && hasImportTracing(line);
    this.entry = traces ? watchEntryImport((failed) => this.afterRun(failed)) : null;
  }

  afterFirstRun(): void {
    if (this.entry?.begun) return;
    if (process.mainModule !== undefined) this.afterRun(!process.mainModule.loaded);
    else if (!hasEntryPoint(this.line)) this.settle(SETTLE);
    else if (this.url !== null) this.reimport(this.url);
    else if (this.entry === null)
      this.settleWithLoaders(mayRegisterLoader(this.line) ? SETTLE_WITH_LOADERS : SETTLE);
  }

  /** A main module that threw has booted nonetheless when an 'uncaughtException' listener keeps the app going. */
  private afterRun(failed: boolean): void {
    if (failed) this.settle(SETTLE);
    else this.finish();
  }

  /**
   * Joins the import of the entry point that Node has under way. No user code has run yet, so nobody has had the
   * chance to change how its URL resolves. A rejection is Node's to report.
   */
  private reimport(url: string): void {
    import(url).then(
      () => this.afterRun(false),
      () => this.afterRun(true),
    );
  }

  /** A CommonJS main shows when its turn has come; an ES module does not. */
  private settleWithLoaders(left: number): void {
    if (left <= 0 || process.mainModule?.loaded) this.finish();
    else setTimeout(() => this.settleWithLoaders(left - GLANCE), GLANCE).unref();
  }

  private settle(delay: number): void {
    setTimeout(() => this.finish(), delay).unref();
  }

  private finish(): void {
    this.entry?.stop();
    if (this.done) return;
    this.done = true;
    this.onBooted();
  }
}

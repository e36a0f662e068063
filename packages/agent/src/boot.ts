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

/** Calls `onBooted` once. Holds no process alive. */
export function watchBoot(line: CommandLine, onBooted: () => void): void {
  const boot = new Boot(line, onBooted);
  // The preloads and a CommonJS main module run in one tick; this is the first thing after them.
  process.nextTick(() => boot.afterFirstTick());
}

class Boot {
  private readonly entry: EntryImport | null;
  private done = false;

  constructor(
    private readonly line: CommandLine,
    private readonly onBooted: () => void,
  ) {
    this.entry = hasImportTracing(line) ? watchEntryImport((failed) => this.afterImport(failed)) : null;
  }

  afterFirstTick(): void {
    const { line, entry } = this;
    // Node takes a CommonJS main that turns out to be an ES module through the import after all.
    if (entry?.begun) return;
    if (process.mainModule !== undefined) this.afterImport(!process.mainModule.loaded);
    else if (!hasEntryPoint(line)) this.settle(SETTLE);
    else if (entry !== null) return;
    else this.reimport(entryUrl(line));
  }

  /** A main module that threw has booted nonetheless when an 'uncaughtException' listener keeps the app going. */
  private afterImport(failed: boolean): void {
    if (failed) this.settle(SETTLE);
    else this.finish();
  }

  /**
   * Joins the import of the entry point that Node has under way. No user code has run yet, so nobody has had the
   * chance to change how its URL resolves.
   */
  private reimport(url: string | null): void {
    if (url === null) this.settle(mayRegisterLoader(this.line) ? SETTLE_WITH_LOADERS : SETTLE);
    // Node reports a rejection itself.
    else
      import(url).then(
        () => this.finish(),
        () => this.settle(SETTLE),
      );
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

/** Watched files: a change restarts the app, once, after some quiet. */

import { once } from 'node:events';
import { relative, sep } from 'node:path';
import type { WatchSpec } from '@pmx/supervision';
import type { FSWatcher } from 'chokidar';
import picomatch from 'picomatch';
import type { App } from '../apps/app';
import type { Log } from '../log';

/** Never worth a restart, whatever is declared. */
const ALWAYS_IGNORED = ['node_modules', '.git', '**/node_modules', '**/.git', '**/*.log', '**/*.pid'];

/** Milliseconds after which nobody waits for the watching to begin. */
const READY_DEADLINE = 10_000;

interface Entry {
  /** What is watched, to tell a change of the declaration. */
  declared: string;
  watcher: FSWatcher | null;
  /** Resolves when no change is overlooked any more. */
  ready: Promise<void>;
  timer: NodeJS.Timeout | null;
  dropped: AbortController;
}

export class Watcher {
  private readonly entries = new Map<App, Entry>();

  /** @param ignoredDirs absolute folders that are never watched: the home and its logs */
  constructor(
    private readonly changed: (app: App, path: string) => void,
    private readonly ignoredDirs: string[],
    private readonly log: Log,
  ) {}

  /**
   * Makes the watching fit these apps.
   * @returns resolves when it does: a large folder takes a while to look through
   */
  async refresh(apps: App[]): Promise<void> {
    for (const [app, entry] of this.entries) {
      if (!apps.includes(app) || declarationOf(app) !== entry.declared) this.drop(app, entry);
    }
    for (const app of apps) if (app.spec.watch && !this.entries.has(app)) this.add(app, app.spec.watch);
    await Promise.all([...this.entries.values()].map(({ ready }) => ready));
  }

  close(): void {
    for (const [app, entry] of this.entries) this.drop(app, entry);
  }

  private add(app: App, spec: WatchSpec): void {
    const entry: Entry = {
      declared: declarationOf(app),
      watcher: null,
      ready: Promise.resolve(),
      timer: null,
      dropped: new AbortController(),
    };
    this.entries.set(app, entry);
    entry.ready = this.watch(app, entry, spec);
  }

  private async watch(app: App, entry: Entry, spec: WatchSpec): Promise<void> {
    const { watch } = await import('chokidar');
    if (entry.dropped.signal.aborted) return;
    const logs = Object.values(app.spec.logs).filter((value): value is string => typeof value === 'string');
    const ignored = ignoring(spec, app.spec.cwd, [...this.ignoredDirs, ...logs]);
    const watcher = watch(spec.paths, { ignored, ignoreInitial: true, followSymlinks: false });
    entry.watcher = watcher;
    watcher.on('all', (_event, path) => this.note(app, entry, spec, path));
    watcher.on('error', (error) => this.log.error(`Watching ${app.spec.name}: ${String(error)}`));
    const enough = AbortSignal.any([entry.dropped.signal, AbortSignal.timeout(READY_DEADLINE)]);
    // What goes wrong is told by the listener above; what can be watched is.
    await once(watcher, 'ready', { signal: enough }).catch(() => {});
  }

  private note(app: App, entry: Entry, spec: WatchSpec, path: string): void {
    if (entry.timer) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      entry.timer = null;
      this.changed(app, path);
    }, spec.delay);
  }

  private drop(app: App, entry: Entry): void {
    entry.dropped.abort();
    if (entry.timer) clearTimeout(entry.timer);
    void entry.watcher?.close();
    this.entries.delete(app);
  }
}

const declarationOf = ({ spec }: App): string => JSON.stringify([spec.watch, spec.cwd, spec.logs]);

/**
 * Whether a path is ignored. Patterns are globs relative to the app's folder; one that names a folder ignores all
 * that is in it; one between slashes is a regular expression on the path.
 */
export function ignoring(spec: WatchSpec, cwd: string, absolute: string[]): (path: string) => boolean {
  const { globs, expressions } = sortPatterns(spec.ignore, cwd);
  const matches = picomatch(globs, { dot: true });
  return (path) => {
    if (absolute.some((dir) => path === dir || path.startsWith(dir + sep))) return true;
    const inApp = relative(cwd, path);
    if (inApp === '') return false;
    return matches(inApp) || expressions.some((expression) => expression.test(path));
  };
}

function sortPatterns(patterns: string[], cwd: string): { globs: string[]; expressions: RegExp[] } {
  const expressions: RegExp[] = [];
  const globs = [...ALWAYS_IGNORED];
  for (const pattern of patterns) {
    const expression = /^\/(.+)\/$/.exec(pattern);
    if (expression && !pattern.startsWith(cwd)) expressions.push(new RegExp(expression[1]!));
    else globs.push(relativeGlob(pattern, cwd));
  }
  // A folder's name stands for what is in it, wherever a bare name stands.
  return {
    globs: globs.flatMap((glob) =>
      glob.includes('/') ? [glob, `${glob}/**`] : [glob, `**/${glob}`, `${glob}/**`, `**/${glob}/**`],
    ),
    expressions,
  };
}

function relativeGlob(pattern: string, cwd: string): string {
  const local = pattern.startsWith(cwd + sep) ? relative(cwd, pattern) : pattern;
  return local.replace(/^\.\//, '').replace(/\/$/, '');
}

/** Tells when something changes in a folder. Only a hint: what can't be watched is polled. */

import { type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';

/** Milliseconds between two looks at every file, whatever the watchers say. */
const POLL = 1_000;

export class FolderWatch {
  private readonly folders = new Map<string, FSWatcher | null>();
  private readonly listeners = new Map<string, () => void>();
  private readonly poll: NodeJS.Timeout;

  constructor(interval: number = POLL) {
    this.poll = setInterval(() => this.wakeAll(), interval);
  }

  /** Calls back whenever the file at `path` may have changed. */
  add(path: string, listener: () => void): void {
    this.listeners.set(path, listener);
    const folder = dirname(path);
    if (!this.folders.get(folder)) this.folders.set(folder, this.watchFolder(folder));
  }

  remove(path: string): void {
    this.listeners.delete(path);
  }

  close(): void {
    clearInterval(this.poll);
    for (const watcher of this.folders.values()) watcher?.close();
    this.listeners.clear();
  }

  private watchFolder(folder: string): FSWatcher | null {
    try {
      const watcher = watch(folder, (_event, name) => this.wake(folder, name));
      // The folder was removed, or the system's limit of watches is reached: polling goes on.
      watcher.on('error', () => {
        watcher.close();
        this.folders.set(folder, null);
      });
      return watcher;
    } catch {
      return null;
    }
  }

  private wake(folder: string, name: string | null): void {
    if (name === null) this.wakeAll();
    else this.listeners.get(join(folder, name))?.();
  }

  private wakeAll(): void {
    for (const listener of this.listeners.values()) listener();
  }
}

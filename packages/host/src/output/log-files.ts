/** All open log files, by path: streams that name the same path share one. */

import { truncateSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RotationSpec } from '@pmx/supervision';
import { Compressor } from './compressor';
import { LogFile, type LogFileEvents } from './log-file';
import { removeRotated } from './rotated-files';

export class LogFiles {
  private readonly open = new Map<string, LogFile>();
  private readonly compressor: Compressor;

  constructor(private readonly events: LogFileEvents) {
    this.compressor = new Compressor(events.warn);
  }

  /** The file at `path` for one more stream; what is said of rotation last holds. */
  acquire(path: string, rotation: RotationSpec): LogFile {
    const absolute = resolve(path);
    const file = this.open.get(absolute) ?? new LogFile(absolute, rotation, this.compressor, this.events);
    file.rotation = rotation;
    file.users += 1;
    this.open.set(absolute, file);
    return file;
  }

  /** The stream is through with the file. */
  release(file: LogFile): void {
    file.users -= 1;
    if (file.users > 0) return;
    file.close();
    this.open.delete(file.path);
  }

  /** @param paths none: all open files */
  reopen(paths: string[]): void {
    for (const path of this.named(paths)) this.open.get(path)?.reopen();
  }

  /** Empties files and removes their rotated ones, whether a program writes to them now or not. */
  flush(paths: string[]): void {
    for (const path of this.named(paths)) {
      const file = this.open.get(path);
      if (file !== undefined) file.flush();
      else emptyFile(path);
    }
  }

  private named(paths: string[]): string[] {
    return paths.length === 0 ? [...this.open.keys()] : paths.map((path) => resolve(path));
  }
}

function emptyFile(path: string): void {
  removeRotated(path);
  try {
    truncateSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

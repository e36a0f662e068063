/** Writing to standard output and standard error without the weight of their streams. */

import { writeSync } from 'node:fs';
import type { Terminal } from '../command';

export interface TerminalOptions {
  columns: number;
  colors: boolean;
  live: boolean;
}

/** Milliseconds to wait for a reader that is slower than us. */
const PAUSE = 2;

export class FdTerminal implements Terminal {
  readonly columns: number;
  readonly colors: boolean;
  readonly live: boolean;
  private readonly closed = new Set<number>();

  constructor(options: TerminalOptions) {
    this.columns = options.columns;
    this.colors = options.colors;
    this.live = options.live;
  }

  write(text: string): void {
    this.writeTo(1, text);
  }

  warn(text: string): void {
    this.writeTo(2, text);
  }

  private writeTo(fd: number, text: string): void {
    if (this.closed.has(fd)) return;
    if (!writeAll(fd, Buffer.from(text))) this.closed.add(fd);
  }
}

/** @returns false when nobody reads any more */
function writeAll(fd: number, bytes: Buffer): boolean {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      // A pipe that another process made non-blocking says EAGAIN when it is full.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
  return true;
}

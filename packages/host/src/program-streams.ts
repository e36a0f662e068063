/** The output streams of one program: the FIFOs' readers, and the files that they go to. */

import { monotonicNow } from '@pmx/system';
import type { FifoSet } from './fifo-pool';
import { readFifo } from './fifo-reader';
import type { StreamOutput } from './output/stream-output';

/** Milliseconds without output after which a stream held by a stranger counts as read. */
const QUIET = 50;
/** Milliseconds after which it does so although the stranger goes on writing: a FIFO's content has long been read. */
const PATIENCE = 1_000;

export interface Outputs {
  out: StreamOutput;
  error: StreamOutput;
}

export class ProgramStreams {
  private open = 0;
  private lastRead = 0;
  private outputs: Outputs | null = null;
  private listeners: (() => void)[] = [];

  /** @param buffer the read buffer that all streams share */
  constructor(
    readonly set: FifoSet,
    private readonly buffer: Buffer,
  ) {}

  /** Reads both streams from now on. @param fds read ends, stdout's first; closed at their ends */
  read(fds: [number, number], outputs: Outputs): void {
    this.open = 2;
    this.outputs = outputs;
    this.readInto(fds[0], outputs.out);
    this.readInto(fds[1], outputs.error);
  }

  /** Calls back once nobody holds the streams any more and all has been read. */
  whenEnded(callback: () => void): void {
    if (this.open === 0) callback();
    else this.listeners.push(callback);
  }

  /**
   * Calls back once all output is in the files: at the end of both streams, or, when somebody outside the process
   * group holds them, once nothing more comes.
   */
  whenRead(callback: () => void): void {
    let called = false;
    const once = (): void => {
      if (called) return;
      called = true;
      callback();
    };
    this.whenEnded(once);
    if (this.open > 0) this.waitForQuiet(monotonicNow(), once);
  }

  private waitForQuiet(since: number, callback: () => void): void {
    if (this.open === 0) return;
    const now = monotonicNow();
    const quietFor = now - Math.max(this.lastRead, since);
    if (quietFor < QUIET && now - since < PATIENCE) {
      setTimeout(() => this.waitForQuiet(since, callback), QUIET - quietFor);
      return;
    }
    this.outputs?.out.flush();
    this.outputs?.error.flush();
    callback();
  }

  private readInto(fd: number, output: StreamOutput): void {
    readFifo(fd, this.buffer, {
      data: (chunk) => {
        // Written before all else: what was read is in this process alone.
        output.write(chunk);
        this.lastRead = monotonicNow();
        return output.isHolding;
      },
      end: () => {
        output.end();
        this.open -= 1;
        if (this.open === 0) for (const listener of this.listeners.splice(0)) listener();
      },
    });
  }
}

/** How long a reader of output rests between two reads. Pure. */

/** Bytes of one read from which on the writer is in a hurry: half of what a FIFO holds on Linux. */
const MUCH = 32 * 1024;
/** Milliseconds of the longest rest. */
const MAX_REST = 5;

/**
 * What was read and is not written yet dies with the keeper, so the time between the two is to be a small part of all
 * time: little output is left to gather in the FIFO, where nothing can happen to it. The first output after a rest is
 * read at once, and a program that fills its FIFO is never made to wait.
 */
export class ReadPace {
  private rest = 0;

  /** Milliseconds to rest after a read of so many bytes; 0: read on. */
  after(bytes: number): number {
    this.rest = bytes >= MUCH ? 0 : Math.min(MAX_REST, this.rest + 1);
    return this.rest;
  }
}

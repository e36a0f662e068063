import type { LineFormat } from './line-format';
import { completeLength, EMPTY, NEWLINE } from './text';

/** Bytes of an unfinished line above which it is written all the same (invariant 6). */
export const MAX_HELD_BACK = 64 * 1024;

/**
 * The bytes as they are. While other streams write to the same file, an unfinished line is held back until it is
 * complete, so that lines of two writers don't mix.
 */
export class WholeLines implements LineFormat {
  private held: Buffer = EMPTY;

  constructor(private readonly isShared: () => boolean) {}

  get isHolding(): boolean {
    return this.held.length > 0;
  }

  push(chunk: Buffer): Buffer {
    if (!this.isShared()) return this.release(chunk);
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const lines = this.release(chunk.subarray(0, end));
      this.held = Buffer.from(chunk.subarray(end));
      return lines;
    }
    this.held = Buffer.concat([this.held, chunk]);
    return this.held.length > MAX_HELD_BACK ? this.surrender() : EMPTY;
  }

  end(): Buffer {
    return this.release(EMPTY);
  }

  private release(more: Buffer): Buffer {
    if (this.held.length === 0) return more;
    const all = Buffer.concat([this.held, more]);
    this.held = EMPTY;
    return all;
  }

  /** Gives up on a line that is too long to hold. */
  private surrender(): Buffer {
    const cut = completeLength(this.held);
    const given = this.held.subarray(0, cut);
    this.held = Buffer.from(this.held.subarray(cut));
    return given;
  }
}

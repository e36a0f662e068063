import type { LineFormat } from './line-format';
import { EMPTY, NEWLINE } from './text';

/**
 * Puts the time before each line; the bytes of the line stay as they are.
 *
 * Works on Latin-1 text, in which each byte is one character, so that no byte is changed whatever its encoding.
 */
export class TimestampedLines implements LineFormat {
  /**
   * @param lines gives the chunks that are to be stamped
   * @param stamp the time as it stands before a line, with the space after it
   * @param atLineStart false: the line at hand was begun by an earlier keeper
   */
  constructor(
    private readonly lines: LineFormat,
    private readonly stamp: () => string,
    private atLineStart = true,
  ) {}

  get isHolding(): boolean {
    return this.lines.isHolding;
  }

  push(chunk: Buffer): Buffer {
    return this.stamped(this.lines.push(chunk));
  }

  /** Ends an unfinished line, so that the next writer's stamp does not stand within it. */
  end(): Buffer {
    const rest = this.stamped(this.lines.end());
    if (this.atLineStart) return rest;
    this.atLineStart = true;
    return Buffer.concat([rest, Buffer.of(NEWLINE)]);
  }

  private stamped(bytes: Buffer): Buffer {
    if (bytes.length === 0) return EMPTY;
    const stamp = Buffer.from(this.stamp()).toString('latin1');
    const endsLine = bytes[bytes.length - 1] === NEWLINE;
    const body = bytes.toString('latin1', 0, endsLine ? bytes.length - 1 : bytes.length);
    const text = body.split('\n').join(`\n${stamp}`);
    const head = this.atLineStart ? stamp : '';
    this.atLineStart = endsLine;
    return Buffer.from(`${head}${text}${endsLine ? '\n' : ''}`, 'latin1');
  }
}

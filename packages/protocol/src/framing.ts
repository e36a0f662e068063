/**
 * Framing: one JSON value a line, UTF-8, ended by `\n`. The same on every socket of pmx.
 */

import { PmxError } from './errors';

/** Bytes of one message above which a connection is closed. Holds the specs and environments of 1,000 apps. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

export function encodeFrame(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** Levels of objects and arrays: what is deeper takes a hundred times its bytes, and can't be written as JSON again. */
export const MAX_DEPTH = 1_000;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{`, `]` and `}` differ in one bit. */
const BRACKET_MASK = 0xdf;
const NONE = new Uint8Array(0);
/** Bytes. */
const LEAST_BUFFER = 1024;

/** One for all: whole lines are decoded, so that it holds no state, and each costs some 30 KB. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Cuts a byte stream into messages. Holds at most one unfinished message, never more than `maxBytes`.
 *
 * A receiver closes the connection when `push` throws: after a broken frame there is no telling where the next begins.
 */
export class FrameDecoder {
  /** The unfinished message is its first `pendingBytes` bytes. */
  private pending: Uint8Array = NONE;
  private pendingBytes = 0;

  constructor(private readonly maxBytes: number = MAX_MESSAGE_BYTES) {}

  /**
   * @returns the messages that `chunk` completes, in order
   * @throws {PmxError} PMX_ERR_PROTOCOL when a line is too long, not UTF-8, or not JSON
   */
  push(chunk: Uint8Array): unknown[] {
    const messages: unknown[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) break;
      messages.push(this.finish(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
    return messages;
  }

  /** Copies: the caller may use the chunk's memory again. One buffer that doubles: chunks may be single bytes. */
  private keep(rest: Uint8Array): void {
    this.checkSize(rest.length);
    const needed = this.pendingBytes + rest.length;
    if (needed > this.pending.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.pending.length, LEAST_BUFFER));
      larger.set(this.pending.subarray(0, this.pendingBytes));
      this.pending = larger;
    }
    this.pending.set(rest, this.pendingBytes);
    this.pendingBytes = needed;
  }

  private finish(tail: Uint8Array): unknown {
    this.checkSize(tail.length);
    const line = this.pendingBytes === 0 ? tail : this.joinedWith(tail);
    this.pending = NONE;
    this.pendingBytes = 0;
    if (!isShallow(line)) {
      throw new PmxError('PMX_ERR_PROTOCOL', `A message is nested more than ${MAX_DEPTH} levels deep.`);
    }
    try {
      return JSON.parse(UTF8.decode(line));
    } catch {
      throw new PmxError('PMX_ERR_PROTOCOL', 'A message is not one line of JSON in UTF-8.');
    }
  }

  private joinedWith(tail: Uint8Array): Uint8Array {
    this.keep(tail);
    return this.pending.subarray(0, this.pendingBytes);
  }

  private checkSize(more: number): void {
    if (this.pendingBytes + more > this.maxBytes) {
      throw new PmxError('PMX_ERR_PROTOCOL', `A message is larger than ${this.maxBytes} bytes.`);
    }
  }
}

function isShallow(line: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at]!;
    if (byte === QUOTE) at = endOfText(line, at);
    else if ((byte & BRACKET_MASK) === 0x5b) depth += 1;
    else if ((byte & BRACKET_MASK) === 0x5d) depth -= 1;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}

/** Where the text ends that begins at `start`. */
function endOfText(line: Uint8Array, start: number): number {
  for (let end = line.indexOf(QUOTE, start + 1); end !== -1; end = line.indexOf(QUOTE, end + 1)) {
    let slashes = 0;
    while (line[end - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return line.length;
}

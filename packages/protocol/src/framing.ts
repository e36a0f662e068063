/**
 * Framing: one JSON value a line, UTF-8, ended by `\n`. The same on every socket of pmx.
 */

import { PmxError } from './errors';

/** Bytes of one message above which a connection is closed. Holds the specs and environments of 1,000 apps. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

export function encodeFrame(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

const NEWLINE = 0x0a;

/** One for all: whole lines are decoded, so that it holds no state, and each costs some 30 KB. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Cuts a byte stream into messages. Holds at most one unfinished message, never more than `maxBytes`.
 *
 * A receiver closes the connection when `push` throws: after a broken frame there is no telling where the next begins.
 */
export class FrameDecoder {
  private pending: Uint8Array[] = [];
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

  private keep(rest: Uint8Array): void {
    this.checkSize(rest.length);
    // A copy: the caller may use the chunk's memory again.
    this.pending.push(rest.slice());
    this.pendingBytes += rest.length;
  }

  private finish(tail: Uint8Array): unknown {
    this.checkSize(tail.length);
    const line = this.pending.length === 0 ? tail : joinBytes([...this.pending, tail]);
    this.pending = [];
    this.pendingBytes = 0;
    try {
      return JSON.parse(UTF8.decode(line));
    } catch {
      throw new PmxError('PMX_ERR_PROTOCOL', 'A message is not one line of JSON in UTF-8.');
    }
  }

  private checkSize(more: number): void {
    if (this.pendingBytes + more > this.maxBytes) {
      throw new PmxError('PMX_ERR_PROTOCOL', `A message is larger than ${this.maxBytes} bytes.`);
    }
  }
}

function joinBytes(parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

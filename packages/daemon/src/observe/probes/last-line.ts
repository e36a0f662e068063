/** The last line of an output, for a message. */

import { stripVTControlCharacters } from 'node:util';

/** Bytes of output that are kept. */
const TAIL = 4_096;
/** Characters that are shown. */
const SHOWN = 200;

export class LastLine {
  private tail = Buffer.alloc(0);

  add(chunk: Uint8Array): void {
    this.tail = Buffer.from(Buffer.concat([this.tail, chunk]).subarray(-TAIL));
  }

  /** Without control characters, for it goes to terminals; empty when nothing was written. */
  text(): string {
    const lines = stripVTControlCharacters(this.tail.toString('utf8')).split(/[\r\n]+/);
    const last = lines.findLast((line) => line.trim() !== '') ?? '';
    return last
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .slice(0, SHOWN);
  }
}

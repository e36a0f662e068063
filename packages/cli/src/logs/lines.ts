/** Cuts a stream of bytes into lines without copying more than the unfinished one. */

export interface Line {
  /** Without the newline. */
  bytes: Buffer;
  /** false: the line goes on; what is here was held for long enough, or is too long to hold. */
  ended: boolean;
  /** The beginning of this line was given out before. */
  continues: boolean;
}

const NEWLINE = 0x0a;

/** Bytes of an unfinished line that are held; a longer one is given out in pieces. */
const MAX_HELD = 1024 * 1024;

export class LineSplitter {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private continues = false;

  constructor(private readonly maxHeld: number = MAX_HELD) {}

  /** Bytes of the unfinished line. */
  get holds(): number {
    return this.heldBytes;
  }

  /** @param chunk is kept; it may not be written to again */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.hold(chunk.subarray(start, end));
      lines.push(this.take(true));
      start = end + 1;
    }
    if (start < chunk.length) this.hold(chunk.subarray(start));
    if (this.heldBytes > this.maxHeld) lines.push(...this.flush());
    return lines;
  }

  /** Gives out what there is of an unfinished line, but for the bytes of an unfinished character. */
  flush(): Line[] {
    if (this.heldBytes === 0) return [];
    const { bytes } = this.take(false, this.continues);
    const cut = bytes.length - unfinishedBytes(bytes);
    if (cut < bytes.length && cut > 0) this.hold(bytes.subarray(cut));
    const piece = cut > 0 ? bytes.subarray(0, cut) : bytes;
    const line = { bytes: piece, ended: false, continues: this.continues };
    this.continues = true;
    return [line];
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.held.push(bytes);
    this.heldBytes += bytes.length;
  }

  private take(ended: boolean, continuesAfter = false): Line {
    const bytes = this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held);
    const line = { bytes, ended, continues: this.continues };
    this.held = [];
    this.heldBytes = 0;
    this.continues = continuesAfter;
    return line;
  }
}

/** How many bytes at the end begin a UTF-8 character that is not whole: 0 to 3. */
function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthFromLead(byte) > back ? back : 0;
  }
  return 0;
}

const lengthFromLead = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2);

import type { LineFormat } from './line-format';
import { completeLength, EMPTY, NEWLINE } from './text';

/** Bytes of a line above which it becomes several objects (invariant 6). */
export const MAX_MESSAGE = 1024 * 1024;

export interface JsonFields {
  type: 'out' | 'err';
  app: string;
  id: number;
}

/**
 * Each line becomes one JSON object. A line longer than `MAX_MESSAGE` becomes several; all but its last have
 * `"partial": true`. Bytes that are no UTF-8 become U+FFFD.
 */
export class JsonLines implements LineFormat {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private readonly fields: string;

  /** @param now the time in ISO 8601 */
  constructor(
    { type, app, id }: JsonFields,
    private readonly now: () => string,
  ) {
    this.fields = JSON.stringify({ type, app, id }).slice(1, -1);
  }

  get isHolding(): boolean {
    return this.heldBytes > 0;
  }

  push(chunk: Buffer): Buffer {
    let objects = '';
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      objects += this.object(this.release(chunk.subarray(start, end)), false);
      start = end + 1;
    }
    if (start < chunk.length) this.hold(chunk.subarray(start));
    if (this.heldBytes > MAX_MESSAGE) objects += this.surrender();
    return Buffer.from(objects);
  }

  end(): Buffer {
    return this.heldBytes === 0 ? EMPTY : Buffer.from(this.object(this.release(EMPTY), false));
  }

  private object(line: Buffer, partial: boolean): string {
    const message = JSON.stringify(line.toString());
    return `{"timestamp":"${this.now()}",${this.fields},"message":${message}${partial ? ',"partial":true' : ''}}\n`;
  }

  private hold(rest: Buffer): void {
    this.held.push(Buffer.from(rest));
    this.heldBytes += rest.length;
  }

  private release(more: Buffer): Buffer {
    if (this.heldBytes === 0) return more;
    const all = Buffer.concat([...this.held, more]);
    this.held = [];
    this.heldBytes = 0;
    return all;
  }

  private surrender(): string {
    const line = this.release(EMPTY);
    const cut = completeLength(line);
    if (cut < line.length) this.hold(line.subarray(cut));
    return this.object(line.subarray(0, cut), true);
  }
}

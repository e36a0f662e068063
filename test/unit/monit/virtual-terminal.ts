/** What a terminal makes of the painter's bytes: positions, colours and text, one grapheme after the other. */

import stringWidth from 'string-width';

interface Shown {
  text: string;
  codes: string;
}

const EMPTY: Shown = { text: ' ', codes: '0' };
const TOKEN = /\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|\x1b\[2J|\x1b\[[^@-~]*[@-~]/y;

export class VirtualTerminal {
  private rows: Shown[][] = [];
  private row = 0;
  private column = 0;
  private codes = '0';
  /** Cells that were written, the blanks of a cleared screen not counted. */
  written = 0;

  constructor(width: number, height: number) {
    this.resize(width, height);
  }

  /** As a real one: what was there stays where it fits. */
  resize(width: number, height: number): void {
    this.rows = Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (__, column) => this.rows[row]?.[column] ?? EMPTY),
    );
  }

  apply(bytes: string): void {
    let at = 0;
    while (at < bytes.length) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(bytes);
      if (token) {
        this.obey(token);
        at += token[0].length;
        continue;
      }
      const end = bytes.indexOf('\x1b', at);
      const text = bytes.slice(at, end === -1 ? undefined : end);
      for (const { segment } of new Intl.Segmenter().segment(text)) this.put(segment);
      at += text.length;
    }
  }

  /** Text and attributes of each cell; the second half of what is wide is empty. */
  get cells(): string[][] {
    return this.rows.map((row) => row.map(({ text, codes }) => `${text}|${codes}`));
  }

  private obey([sequence, row, column, codes]: RegExpExecArray): void {
    if (row !== undefined) {
      this.row = Number(row) - 1;
      this.column = Number(column) - 1;
    } else if (codes !== undefined) this.codes = codes;
    else if (sequence === '\x1b[2J') this.rows = this.rows.map((each) => each.map(() => EMPTY));
    else throw new Error(`The painter has no use for ${JSON.stringify(sequence)}.`);
  }

  private put(text: string): void {
    const row = this.rows[this.row]!;
    const width = stringWidth(text);
    if (this.column + width > row.length)
      throw new Error(`${JSON.stringify(text)} is beyond the last column.`);
    for (let half = 0; half < width; half += 1) this.tear(row, this.column + half);
    row[this.column] = { text, codes: this.codes };
    if (width === 2) row[this.column + 1] = { text: '', codes: this.codes };
    this.column += width;
    this.written += width;
  }

  /** Whoever overwrites half of something wide leaves the other half blank. */
  private tear(row: Shown[], column: number): void {
    if (row[column]!.text === '' && column > 0) row[column - 1] = EMPTY;
    if (row[column + 1]?.text === '') row[column + 1] = EMPTY;
  }
}

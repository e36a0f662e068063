/** Columns that a text takes on a terminal. */

export type Measure = (text: string) => number;

const PLAIN = /^[\x20-\x7e]*$/;

/** The library knows East Asian and emoji widths; it is loaded only when a text needs it. */
export async function measureFor(texts: Iterable<string>): Promise<Measure> {
  for (const text of texts) {
    if (PLAIN.test(text)) continue;
    const { default: stringWidth } = await import('string-width');
    return (each) => (PLAIN.test(each) ? each.length : stringWidth(each));
  }
  return (text) => text.length;
}

const ELLIPSIS = '…';

/** Cuts a text to at most `width` columns, between characters as people see them, and marks the cut with `…`. */
export function truncate(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  let kept = '';
  let columns = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    columns += measure(segment);
    if (columns > width - 1) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

/** Marks what matches a pattern, without touching the colours of a line. */

const COLOR_SEQUENCE = /(\x1b\[[0-9;:]*m)/;
const INVERSE = '\x1b[7m';
const NOT_INVERSE = '\x1b[27m';

export type Highlighter = (line: string) => string;

/**
 * @param pattern `/regular expression/flags`, or text that is looked for as it is
 * @throws {SyntaxError} when the regular expression is none
 */
export function makeHighlighter(pattern: string): Highlighter {
  const expression = toExpression(pattern);
  const mark = (text: string): string =>
    text.replace(expression, (match) => (match === '' ? '' : `${INVERSE}${match}${NOT_INVERSE}`));
  return (line) =>
    line
      .split(COLOR_SEQUENCE)
      .map((part, index) => (index % 2 === 0 ? mark(part) : part))
      .join('');
}

function toExpression(pattern: string): RegExp {
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(pattern) ?? [];
  if (source !== undefined) return new RegExp(source, flags.includes('g') ? flags : `${flags}g`);
  return new RegExp(pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g');
}

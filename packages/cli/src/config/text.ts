/** Configs that are text: JSON with comments, and YAML. */

import { type Place, syntaxError } from './errors';
import { STDIN } from './kind';

/**
 * Comments and a trailing comma are taken.
 * @throws {PmxError} PMX_ERR_CONFIG_SYNTAX with line and column of the first error
 */
export async function parseJson(text: string, file: string): Promise<unknown> {
  const { parse, printParseErrorCode } = await import('jsonc-parser');
  const source = withoutByteOrderMark(text);
  const errors: import('jsonc-parser').ParseError[] = [];
  const value: unknown = parse(source, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first) throw syntaxError(file, placeOf(source, first.offset), spoken(printParseErrorCode(first.error)));
  return value;
}

/** @throws {PmxError} PMX_ERR_CONFIG_SYNTAX with line and column of the first error */
export async function parseYaml(text: string, file: string): Promise<unknown> {
  const { LineCounter, parseDocument } = await import('yaml');
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, merge: true });
  const first = document.errors[0];
  if (first) throw syntaxError(file, toPlace(counter.linePos(first.pos[0])), `${first.message}.`);
  try {
    return document.toJS();
  } catch (error) {
    // Aliases without an anchor, or so many that they blow up.
    throw syntaxError(file, null, (error as Error).message);
  }
}

/** Standard input has no name to tell its kind by: JSON begins with a bracket or a comment, all else is YAML. */
export function parseStdin(text: string): Promise<unknown> {
  return /^\s*(?:[{[]|\/[/*])/.test(withoutByteOrderMark(text))
    ? parseJson(text, STDIN)
    : parseYaml(text, STDIN);
}

const withoutByteOrderMark = (text: string): string => text.replace(/^\uFEFF/, '');

const toPlace = ({ line, col }: { line: number; col: number }): Place => ({ line, column: col });

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** `CommaExpected` → `comma expected.` */
function spoken(code: string): string {
  return `${code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()}.`;
}

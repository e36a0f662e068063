/** Splits a line as a POSIX shell does, without expanding anything. */

/** White space; '…'; "…"; a backslash and what it protects; anything else. */
const TOKEN = /(\s+)|'([^']*)'|"([^"\\]*(?:\\[\s\S][^"\\]*)*)"|\\([\s\S])|([^\s'"\\]+)/gy;

/** @returns undefined when a quote is not closed or the line ends in a backslash */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let read = 0;
  for (const [token, space, single, double, escaped, plain] of line.matchAll(TOKEN)) {
    read += token.length;
    if (space === undefined) {
      word = (word ?? '') + (single ?? plain ?? (double === undefined ? escaped : unescapeDouble(double)));
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return read === line.length ? words : undefined;
}

/** Between double quotes a backslash protects only these; before anything else it stands for itself. */
const unescapeDouble = (text: string): string => text.replace(/\\([$`"\\])/g, '$1');

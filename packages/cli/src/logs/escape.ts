/**
 * Makes bytes of an app safe to show. Whoever writes to a log may be hostile: an escape sequence can move the
 * cursor, set the window's title, answer on the user's behalf or fill the clipboard.
 */

export interface EscapeOptions {
  /** true: colour sequences (SGR, `ESC [ … m`) are kept; false: they are left out. */
  colors: boolean;
}

/**
 * C0 except tab, DEL, C1, and the marks that reverse the direction of text (they make a line read as another).
 * A whole colour sequence is matched first; its length is bounded so that no sequence can grow without end.
 */
const UNSAFE = /\x1b\[[0-9;:]{0,64}m|[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const NEEDS_ESCAPING = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const RESET = '\x1b[0m';

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\0': '\\0' };

/**
 * One line as it may be shown: control characters become `\x1b`, `\r`, `\u202e` and so on; tabs stay.
 * Kept colours are reset at the end, so that they can't run into what is printed next.
 */
export function escapeUntrusted(text: string, { colors }: EscapeOptions): string {
  if (!NEEDS_ESCAPING.test(text)) return text;
  let colored = false;
  const escaped = text.replace(UNSAFE, (match) => {
    if (match.length === 1) return escapeCharacter(match);
    if (!colors) return '';
    colored = true;
    return match;
  });
  return colored ? escaped + RESET : escaped;
}

function escapeCharacter(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}

/** Finding what a mistyped word was meant to be. */

import { closest, distance } from 'fastest-levenshtein';

/** The known word nearest to one that is not known; null when none is near. Case is no difference. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const lower = word.toLowerCase();
  const best = closest(
    lower,
    known.map((each) => each.toLowerCase()),
  );
  if (distance(lower, best) > allowedEdits(word)) return null;
  return known.find((each) => each.toLowerCase() === best) ?? null;
}

/** Two letters that changed places are two edits. */
const allowedEdits = (word: string): number =>
  word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3));

export function adviceFor(word: string, known: readonly string[]): string | null {
  const near = nearest(word, known);
  return near === null ? null : `Did you mean ${near}?`;
}

/** The word that somebody may have meant. */

import { distance } from 'fastest-levenshtein';

/** No name that people type is longer, and the comparison takes time with the product of the lengths. */
const MAX_LENGTH = 64;

/** @returns the first of the candidates that differ least from `word`; null when none is within a third of its length (at least 1) */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > MAX_LENGTH) return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > least) continue;
    const edits = distance(word, candidate);
    if (edits > least || (edits === least && best !== null)) continue;
    best = candidate;
    least = edits;
  }
  return best;
}

/** Names of apps and namespaces. They become file names, targets of commands and keys of records, so all three have a say. */

interface NameRule {
  broken(name: string): boolean;
  accepted: string;
}

const MAX_CHARACTERS = 128;
/** A file name has 255 bytes; `-error-12.log` and a rotation's suffix need room. */
const MAX_BYTES = 200;

const RESERVED: ReadonlySet<string> = new Set(['.', '..', 'all', '__proto__', 'constructor', 'prototype']);

/** In the order in which they are told: the first that is broken. */
const RULES: readonly NameRule[] = [
  { broken: (name) => name === '', accepted: 'a name that is not empty' },
  {
    broken: (name) => name.length > MAX_CHARACTERS || new TextEncoder().encode(name).length > MAX_BYTES,
    accepted: `a name of at most ${MAX_CHARACTERS} characters (${MAX_BYTES} bytes)`,
  },
  { broken: (name) => /[/\\]/.test(name), accepted: 'a name without / and \\' },
  {
    broken: (name) => /[;|&$<>`'"]/.test(name),
    accepted: 'a name without ; | & $ < > ` \' and "',
  },
  {
    // Bidirectional marks would let a name show as another one.
    broken: (name) => /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(name),
    accepted: 'a name without line breaks and control characters',
  },
  { broken: (name) => /\s/.test(name), accepted: 'a name without spaces' },
  { broken: (name) => name.startsWith('-'), accepted: 'a name that does not begin with - like an option' },
  { broken: (name) => /^\d+$/.test(name), accepted: 'a name that is not a number: numbers are ids' },
  { broken: (name) => RESERVED.has(name), accepted: `a name other than ${[...RESERVED].join(', ')}` },
];

/** What is accepted instead of `name`, as a phrase; null: the name is fine. */
export function nameFault(name: string): string | null {
  return RULES.find((rule) => rule.broken(name))?.accepted ?? null;
}

/** How the value of a field is read: the words that docs and errors use, and the function that does it. */

/** One thing wrong with a value. */
export interface Fault {
  /** Where in the value: empty, `[2]` or `.PORT`. */
  at: string;
  value: unknown;
  /** What is accepted, as a phrase. */
  accepted: string;
}

export type Reading<T> = { value: T } | { faults: Fault[] };

export interface FieldType<T> {
  /** A word or two for tables: `duration`. */
  label: string;
  /** What is accepted, as a phrase. */
  accepted: string;
  /** true: null means something here; elsewhere it is the same as leaving the field out. */
  readsNull: boolean;
  read(value: unknown): Reading<T>;
}

export const refuse = (value: unknown, accepted: string, at = ''): { faults: Fault[] } => ({
  faults: [{ at, value, accepted }],
});

/** A type whose values are all refused with the same words. `parse` returns undefined for what it does not accept. */
export function simpleType<T>(
  label: string,
  accepted: string,
  parse: (value: unknown) => T | undefined,
): FieldType<T> {
  return {
    label,
    accepted,
    readsNull: false,
    read(value) {
      const parsed = parse(value);
      return parsed === undefined ? refuse(value, accepted) : { value: parsed };
    },
  };
}

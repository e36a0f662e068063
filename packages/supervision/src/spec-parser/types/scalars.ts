/** Booleans, numbers, and one of several words. Options arrive as strings, so numbers and booleans are read from them too. */

import { parseSignal } from '../signals';
import { DURATION_WORDS, MAX_DURATION, parseDuration, parseSize, SIZE_WORDS } from '../units';
import { type FieldType, simpleType } from './field-type';

/** @returns undefined for anything but true, false, `'true'` and `'false'` */
export function parseBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  return undefined;
}

/** @returns undefined for what is not a whole number within the limits; both limits are inclusive */
export function parseInteger(value: unknown, min: number, max: number): number | undefined {
  const isNumeral = typeof value === 'string' && /^\s*[+-]?\d{1,16}\s*$/.test(value);
  const number = isNumeral ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined;
  return number >= min && number <= max ? number : undefined;
}

export const boolean: FieldType<boolean> = simpleType('boolean', 'true or false', parseBoolean);

export const integer = (min: number, max = Number.MAX_SAFE_INTEGER): FieldType<number> =>
  simpleType(
    'integer',
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of ${min} or more`
      : `a whole number from ${min} to ${max}`,
    (value) => parseInteger(value, min, max),
  );

/** Milliseconds. */
export const duration = (min = 0): FieldType<number> =>
  simpleType('duration', DURATION_WORDS + atLeast(min), (value) => {
    const milliseconds = parseDuration(value);
    if (milliseconds === undefined || milliseconds < min || milliseconds > MAX_DURATION) return undefined;
    return milliseconds;
  });

function atLeast(min: number): string {
  if (min === 0) return '';
  return min === 1 ? ', above 0' : `, ${min} ms or more`;
}

/** Bytes. */
export const size: FieldType<number> = simpleType('size', SIZE_WORDS, parseSize);

/**
 * One of the words of `meanings`, in any case.
 * @param told the words that errors tell
 */
export function choice<T>(
  label: string,
  meanings: ReadonlyMap<string, T>,
  told: readonly string[] = [...meanings.keys()],
): FieldType<T> {
  const accepted = `one of ${told.join(', ')}`;
  return simpleType(label, accepted, (value) =>
    typeof value === 'string' ? meanings.get(value.toLowerCase()) : undefined,
  );
}

export const signal: FieldType<string> = simpleType(
  'signal',
  'the name of a signal, such as SIGTERM',
  (value) => (typeof value === 'string' ? parseSignal(value) : undefined),
);

/** More would bring down any machine; a slip of the finger is likelier. */
export const MAX_INSTANCES = 1000;

/** A count, or a number to be taken from that of the cores. */
export const instanceCount: FieldType<number | 'max'> = simpleType(
  'instances',
  `a whole number from -${MAX_INSTANCES} to ${MAX_INSTANCES}, or max`,
  (value) => {
    if (typeof value === 'string' && value.toLowerCase() === 'max') return 'max';
    return parseInteger(value, -MAX_INSTANCES, MAX_INSTANCES);
  },
);

/** A cron pattern by its number of fields; whether it makes sense is for the scheduler's own parser. */
export const cronPattern: FieldType<string | null> = {
  ...simpleType('cron pattern', 'a cron pattern of five or six fields, or 0 to turn it off', (value) => {
    if (value === null || value === 0 || value === false || value === '0' || value === '') return null;
    if (typeof value !== 'string' || value.length > 1000) return undefined;
    const fields = value.trim().split(/\s+/).length;
    return fields === 5 || fields === 6 ? value.trim() : undefined;
  }),
  readsNull: true,
};

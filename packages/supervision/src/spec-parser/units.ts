/** Durations and sizes with their units. */

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

const BYTES: ReadonlyMap<string, number> = new Map([
  ['k', 2 ** 10],
  ['m', 2 ** 20],
  ['g', 2 ** 30],
]);

/** Milliseconds; a timer set for longer fires at once. */
export const MAX_DURATION = 2 ** 31 - 1;

export const DURATION_WORDS = 'milliseconds, or a duration such as 500ms, 10s, 5m or 1h (at most 24 days)';

export const SIZE_WORDS =
  'a size with its unit, such as 200M (K, M or G; 1M is 1048576 bytes; a number without unit is ambiguous), or 0';

/** @returns whole milliseconds, 0 or more; undefined for what is no duration */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return wholeFrom(value);
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)?\s*$/i.exec(value) ?? [];
  if (number === undefined) return undefined;
  return wholeFrom(Number(number) * (MILLISECONDS.get((unit ?? '').toLowerCase()) ?? Number.NaN));
}

/**
 * Reads `200M`, `1.5G`, `64KB`, `64KiB`: the units are binary whichever way they are written.
 * @returns whole bytes, 0 or more; undefined for what is no size, and for a number without unit other than 0
 */
export function parseSize(value: unknown): number | undefined {
  if (value === 0) return 0;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (/^\s*0+\s*$/.test(value)) return 0;
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([KMG])(?:i?B)?\s*$/i.exec(value) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  return wholeFrom(Number(number) * (BYTES.get(unit.toLowerCase()) ?? Number.NaN));
}

function wholeFrom(value: number): number | undefined {
  const whole = Math.round(value);
  return Number.isSafeInteger(whole) && value >= 0 ? whole : undefined;
}

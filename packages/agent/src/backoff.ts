const FIRST = 100;
const LONGEST = 2_000;

/** Milliseconds before the next attempt, after `failures` (0 or more) in a row: 100, doubling up to 2,000. */
export const reconnectDelay = (failures: number): number =>
  Math.min(LONGEST, FIRST * 2 ** Math.min(failures, 10));

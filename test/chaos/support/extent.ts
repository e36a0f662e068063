/** How much chaos: a short run by default, the long one with PMX_CHAOS=long. */

export const isLong = process.env.PMX_CHAOS === 'long';

export const extent = (short: number, long: number): number => (isLong ? long : short);

/** Milliseconds for a test of so many rounds; only a guard against hanging. */
export const patience = (rounds: number): number => 60_000 + rounds * 15_000;

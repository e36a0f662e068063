/** Colours, as functions that leave the text alone when there are none. */

export type Paint = (text: string) => string;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Colors = Record<keyof typeof CODES, Paint>;

const CLOSE: Partial<Record<keyof typeof CODES, number>> = { bold: 22, dim: 22 };

export function makeColors(enabled: boolean): Colors {
  const entries = Object.entries(CODES).map(([name, code]) => {
    const close = CLOSE[name as keyof typeof CODES] ?? 39;
    return [name, enabled ? (text: string) => `\x1b[${code}m${text}\x1b[${close}m` : (text: string) => text];
  });
  return Object.fromEntries(entries) as Colors;
}

/**
 * Whether a stream takes colours: `--no-color` and NO_COLOR (https://no-color.org) turn them off, FORCE_COLOR on.
 */
export function wantsColors(
  env: Readonly<Record<string, string>>,
  noColor: boolean,
  isTerminal: boolean,
): boolean {
  if (noColor || env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTerminal && env.TERM !== 'dumb';
}

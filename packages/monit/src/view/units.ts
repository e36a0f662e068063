/** Figures in few columns. */

const KIB = 1024;

/** `512B`, `12K`, `45.6M`, `1.2G`; '-' for what is not known. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  if (value < KIB) return `${Math.round(value)}B`;
  if (value < KIB ** 2) return `${Math.round(value / KIB)}K`;
  if (value < 100 * KIB ** 2) return `${(value / KIB ** 2).toFixed(1)}M`;
  if (value < KIB ** 3) return `${Math.round(value / KIB ** 2)}M`;
  return `${(value / KIB ** 3).toFixed(1)}G`;
}

export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : `${value < 10 ? value.toFixed(1) : Math.round(value)}%`;

/** `0.4ms`, `12ms`, `1.5s`. */
export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  if (value < 9.95) return `${value.toFixed(1)}ms`;
  return value < 1_000 ? `${Math.round(value)}ms` : `${(value / 1_000).toFixed(1)}s`;
}

/** `0`, `0.4`, `12`, `3.4k`. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  if (value >= 999.5) return `${(value / 1_000).toFixed(1)}k`;
  return Number.isInteger(value) || value >= 9.95 ? String(Math.round(value)) : value.toFixed(1);
}

/** `12s`, `3m`, `4h`, `5d`. */
export function duration(value: number): string {
  const seconds = Math.max(0, Math.floor(value / 1_000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** `14:03:59`, local. */
export function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

import { PmxError } from '@pmx/protocol';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads `90s`, `30m`, `2h`, `7d` ago, or a date such as `2026-03-01` or `2026-03-01T14:00` of this time zone.
 * @returns epoch milliseconds
 * @throws {PmxError} PMX_ERR_USAGE
 */
export function parseSince(value: string, now: number): number {
  const [, count, unit] = /^(\d{1,9})\s*([smhd])$/.exec(value.trim()) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * UNITS[unit]!;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value.trim()) ? `${value.trim()}T00:00` : value;
  const date = /^\d{4}-\d{2}-\d{2}/.test(value.trim()) ? Date.parse(day) : Number.NaN;
  if (Number.isFinite(date)) return date;
  throw new PmxError(
    'PMX_ERR_USAGE',
    `--since ${JSON.stringify(value)} is no time.`,
    'Give a length of time such as 30m, 2h or 7d, or a date such as 2026-03-01 or 2026-03-01T14:00.',
  );
}

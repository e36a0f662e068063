/** Figures as people read them. */

const KIB = 1024;

/** Bytes: `512b`, `12.3kb`, `45.6mb`, `1.2gb`, in powers of 1024. */
export function formatBytes(bytes: number): string {
  if (bytes < KIB) return `${bytes}b`;
  if (bytes < KIB ** 2) return `${(bytes / KIB).toFixed(1)}kb`;
  if (bytes < KIB ** 3) return `${(bytes / KIB ** 2).toFixed(1)}mb`;
  return `${(bytes / KIB ** 3).toFixed(1)}gb`;
}

/** Milliseconds in the largest unit that is not 0: `12s`, `3m`, `4h`, `5D`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}D`;
}

/** Epoch milliseconds as an ISO date. */
export const formatDate = (at: number): string => new Date(at).toISOString();

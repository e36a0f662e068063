/** A leak in words, for the journal. */

import type { LeakVerdict } from '@pmx/protocol';
import { megabytes } from '../journal/words';

export function leakWarning({ rate, limitIn }: LeakVerdict): string {
  const limit = limitIn === null ? '' : `; its limit is reached in about ${roughly(limitIn)}`;
  return `its heap is leaking about ${megabytes(rate)} a minute${limit}`;
}

function roughly(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 90) return `${Math.max(1, minutes)} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** What is kept when there is no room for all: the app with most entries loses its oldest, so that a crash loop pushes out only itself. */

import type { JournalEntry } from '@pmx/protocol';

/** Entries about pmx itself count as those of one app. */
const ownerOf = ({ id, app }: JournalEntry): string => `${id}:${app}`;

interface Share {
  size: number;
  /** Positions of its entries, oldest first. */
  positions: number[];
  /** How many of them have been given up. */
  dropped: number;
}

/**
 * The entries that stay, in their order.
 * @param sizeOf what an entry takes, of the same kind as `room`
 */
export function fairShare(
  entries: readonly JournalEntry[],
  room: number,
  sizeOf: (entry: JournalEntry) => number = () => 1,
): JournalEntry[] {
  const sizes = entries.map(sizeOf);
  const shares = sharesOf(entries, sizes);
  const given = new Set<number>();
  let total = sizes.reduce((sum, size) => sum + size, 0);
  while (total > room) {
    const loudest = largest(shares);
    const position = loudest?.positions[loudest.dropped];
    if (!loudest || position === undefined) break;
    loudest.dropped += 1;
    loudest.size -= sizes[position]!;
    total -= sizes[position]!;
    given.add(position);
  }
  return entries.filter((_entry, position) => !given.has(position));
}

function sharesOf(entries: readonly JournalEntry[], sizes: readonly number[]): Share[] {
  const shares = new Map<string, Share>();
  entries.forEach((entry, position) => {
    const owner = ownerOf(entry);
    const share = shares.get(owner) ?? { size: 0, positions: [], dropped: 0 };
    shares.set(owner, share);
    share.size += sizes[position]!;
    share.positions.push(position);
  });
  return [...shares.values()];
}

const largest = (shares: readonly Share[]): Share | null =>
  shares.reduce<Share | null>(
    (most, share) => (most === null || share.size > most.size ? share : most),
    null,
  );

/** The log of one of pmx's own processes: bounded, and never a reason to stop. */

import { copyFileSync, fstatSync, ftruncateSync, statSync, writeSync } from 'node:fs';

/** Bytes above which the log moves to `<path>.1`, and what was there goes. */
const MAX_SIZE = 5_000_000;
/** Bytes between two looks at the size. */
const LOOK_EVERY = 100_000;

/**
 * Writes lines to a descriptor that was opened for appending.
 * @param path of the file behind it; anything else behind it, a terminal say, is not rotated
 * @param maxSize bytes
 */
export function ownLog(fd: number, path: string, maxSize: number = MAX_SIZE): (line: string) => void {
  let unseen = LOOK_EVERY;
  return (line) => {
    try {
      unseen += line.length;
      if (unseen >= LOOK_EVERY) {
        unseen = 0;
        rotate(fd, path, maxSize);
      }
      writeSync(fd, line);
    } catch {
      // A full disk or a closed terminal: the apps matter more than our own log.
    }
  };
}

/** Copied and emptied, not renamed: the descriptor was inherited, and others may hold it too. */
function rotate(fd: number, path: string, maxSize: number): void {
  const ours = fstatSync(fd);
  const there = statSync(path, { throwIfNoEntry: false });
  if (!ours.isFile() || ours.size <= maxSize || there?.ino !== ours.ino || there.dev !== ours.dev) return;
  try {
    copyFileSync(path, `${path}.1`);
  } catch {
    // No space for the copy: then it goes without one.
  }
  ftruncateSync(fd, 0);
}

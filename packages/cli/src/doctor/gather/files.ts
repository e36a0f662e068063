/** Reading where anything may be missing or forbidden. */

import { lstatSync, readdirSync, readFileSync, type Stats, type StatsFs, statfsSync } from 'node:fs';

export function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}

/** null: nothing is there, or it cannot be looked at. */
export const statOf = (path: string): Stats | null => attempt(() => lstatSync(path));

export const textOf = (path: string): string | null => attempt(() => readFileSync(path, 'utf8'));

export const namesIn = (dir: string): string[] => attempt(() => readdirSync(dir)) ?? [];

export const volumeOf = (dir: string): StatsFs | null => attempt(() => statfsSync(dir));

/** The pid that a file names; null: none. */
export const pidIn = (path: string): number | null => Number.parseInt(textOf(path) ?? '', 10) || null;

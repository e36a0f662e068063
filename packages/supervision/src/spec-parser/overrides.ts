/** Options over declarations. */

import type { RawApp } from '../spec';
import { fieldByKey } from './fields';

/**
 * `raw` with the fields of `overrides` over it, whichever of their names either was written with:
 * `{out: 'a'}` under `{out_file: 'b'}` is `{out_file: 'b'}`. Undefined overrides nothing.
 */
export function withOverrides(raw: RawApp, overrides: RawApp): RawApp {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const replaced = new Set(given.map(([key]) => canonicalKey(key)));
  const kept = Object.entries(raw).filter(([key]) => !replaced.has(canonicalKey(key)));
  return Object.fromEntries([...kept, ...given]);
}

const canonicalKey = (key: string): string => fieldByKey(key)?.name ?? key;

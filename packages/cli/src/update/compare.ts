/** What became of the apps while the daemon was swapped. Pure. */

import type { InstanceView } from '@pmx/protocol';

export interface Comparison {
  /** Ids whose process and restart count are what they were. */
  kept: number[];
  /** In plain words, one for each instance that ran before and is another now. */
  changed: string[];
}

export function compareApps(before: readonly InstanceView[], after: readonly InstanceView[]): Comparison {
  const result: Comparison = { kept: [], changed: [] };
  for (const old of before.filter(({ pid }) => pid !== null)) {
    const now = after.find(({ id }) => id === old.id);
    if (now?.pid === old.pid && now.restarts === old.restarts) result.kept.push(old.id);
    else result.changed.push(`${old.name} (${old.id}) ${storyOf(old, now)}`);
  }
  return result;
}

/** The update stops nothing: what is not the same has ended by itself, or somebody else has changed it. */
function storyOf(old: InstanceView, now: InstanceView | undefined): string {
  if (now === undefined) return 'was deleted meanwhile.';
  if (now.pid === old.pid) return `has ${now.restarts} restarts, and had ${old.restarts}.`;
  if (now.pid === null) return `ended meanwhile and is ${now.status}; see pmx describe ${now.id}.`;
  return `was started again meanwhile (pid ${old.pid} → ${now.pid}); see pmx describe ${now.id}.`;
}

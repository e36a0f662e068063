import { join } from 'node:path';
import { type Home, startTimeOf } from '@pmx/system';
import type { FileFacts, StateFacts } from '../checks/state';
import { attempt, namesIn, pidIn, textOf } from './files';

/** What doctor reads of a snapshot; anything of it may be missing. */
export interface SavedList {
  concluded?: boolean;
  apps: {
    declaration?: { raw?: Record<string, unknown> };
    slots?: { state?: { desired?: string } }[];
  }[];
}

export function readList(path: string): SavedList | null {
  const list = attempt(() => JSON.parse(textOf(path) ?? 'null') as SavedList | null);
  return Array.isArray(list?.apps) ? list : null;
}

export function gatherState(home: Home): StateFacts {
  return {
    state: factsOf(home.stateFile),
    dump: factsOf(home.dumpFile),
    aside: namesIn(home.dir)
      .filter((name) => name.includes('.broken-'))
      .map((name) => join(home.dir, name)),
    stalePids: [home.daemonPid, home.keeperPid].filter(isStale),
  };
}

function factsOf(path: string): FileFacts {
  const text = textOf(path);
  if (text === null) return { path, broken: null, apps: null };
  try {
    const { apps } = JSON.parse(text) as Partial<SavedList>;
    if (!Array.isArray(apps)) throw new Error('it holds no list of apps');
    return { path, broken: null, apps: apps.length };
  } catch (error) {
    return { path, broken: (error as Error).message, apps: null };
  }
}

function isStale(path: string): boolean {
  const pid = pidIn(path);
  return pid !== null && startTimeOf(pid) === null;
}

/** Apps that should be up, by what is on disk. None after an end on purpose: they come back with the next start. */
export function wantedUp(list: SavedList | null): number {
  if (list === null || list.concluded === true) return 0;
  return list.apps.filter(({ slots }) => slots?.some(({ state }) => state?.desired === 'up')).length;
}

/** Names of apps that turned rotation off, in either spelling. */
export function unrotated(list: SavedList | null): string[] {
  return (list?.apps ?? []).flatMap(({ declaration }) => {
    const raw = declaration?.raw ?? {};
    const size = raw.max_log_size ?? raw.maxLogSize;
    return size === 0 || size === '0' ? [String(raw.name ?? raw.script)] : [];
  });
}

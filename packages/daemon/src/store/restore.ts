/** Fills the registry with what was on disk. */

import { explainProblem } from '@pmx/supervision';
import { bootId } from '@pmx/system';
import type { Registry } from '../apps/registry';
import type { Log } from '../log';
import { readSnapshot } from './files';
import { reviveApp, reviveSlot, type SavedApp, type Snapshot } from './snapshot';

/** @returns whether what ran when it was written has ended with pmx or with the machine */
export function restore(stateFile: string, registry: Registry, log: Log): boolean {
  const { snapshot, warnings } = readSnapshot(stateFile, Date.now());
  for (const warning of warnings) log.error(warning);
  if (!snapshot) return false;
  const isOver = snapshot.concluded === true || (snapshot.boot ?? null) !== bootId();
  for (const saved of snapshot.apps) restoreApp(saved, snapshot, registry, log, isOver);
  return isOver;
}

function restoreApp(
  saved: SavedApp,
  { environments }: Snapshot,
  registry: Registry,
  log: Log,
  isOver: boolean,
): void {
  const app = reviveApp(saved, environments);
  if ('problems' in app) {
    log.error(`An app cannot be restored. ${app.problems.map(explainProblem).join(' ')}`);
    return;
  }
  registry.add(app);
  // A reload that was cut short by the end of all leaves one generation.
  const slots = isOver ? saved.slots.map((slot) => ({ ...slot, successor: null })) : saved.slots;
  for (const slot of slots) registry.restoreSlot(reviveSlot(app, slot));
  if (!isOver) app.retiring = saved.retiring.map((slot) => reviveSlot(app, slot));
}

/** Fills the registry with what was on disk. */

import { explainProblem } from '@pmx/supervision';
import type { Registry } from '../apps/registry';
import type { Log } from '../log';
import { readSnapshot } from './files';
import { reviveApp, reviveSlot, type SavedApp, type Snapshot } from './snapshot';

export function restore(stateFile: string, registry: Registry, log: Log): void {
  const { snapshot, warnings } = readSnapshot(stateFile, Date.now());
  for (const warning of warnings) log.error(warning);
  for (const saved of snapshot?.apps ?? []) restoreApp(saved, snapshot!, registry, log);
}

function restoreApp(saved: SavedApp, { environments }: Snapshot, registry: Registry, log: Log): void {
  const app = reviveApp(saved, environments);
  if ('problems' in app) {
    log.error(`An app cannot be restored. ${app.problems.map(explainProblem).join(' ')}`);
    return;
  }
  registry.add(app);
  for (const slot of saved.slots) registry.restoreSlot(reviveSlot(app, slot));
  app.retiring = saved.retiring.map((slot) => reviveSlot(app, slot));
}

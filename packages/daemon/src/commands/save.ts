/** save and resurrect: the list as the user chose to keep it. */

import { type ChangeResult, PmxError } from '@pmx/protocol';
import { explainProblem } from '@pmx/supervision';
import { goalUp } from '../runtime/outcome';
import { keepBackup, readSnapshot, writeSnapshot } from '../store/files';
import { reviveApp, type SavedApp, type Snapshot, takeSnapshot } from '../store/snapshot';
import { type Change, carryOut } from './change';
import type { Daemon, Progress } from './context';

/** @throws {PmxError} PMX_ERR_EMPTY_SAVE unless forced; PMX_ERR_STATE_WRITE */
export function save(daemon: Daemon, force: boolean): { file: string; apps: number } {
  const snapshot = takeSnapshot(daemon.supervisor.registry);
  if (snapshot.apps.length === 0 && !force) {
    throw new PmxError(
      'PMX_ERR_EMPTY_SAVE',
      'There is no app to save.',
      'What was saved before is kept; to save an empty list, add --force.',
    );
  }
  keepBackup(daemon.dumpFile);
  writeSnapshot(daemon.dumpFile, snapshot, true);
  return { file: daemon.dumpFile, apps: snapshot.apps.length };
}

/** Brings back what was saved and is not in the list. @throws {PmxError} PMX_ERR_NO_DUMP */
export function resurrect(daemon: Daemon, progress: Progress): Promise<ChangeResult> {
  const { snapshot, warnings } = readSnapshot(daemon.dumpFile, Date.now());
  if (!snapshot) {
    throw new PmxError(
      'PMX_ERR_NO_DUMP',
      warnings[0] ?? `${daemon.dumpFile} does not exist.`,
      'Save the list with: pmx save',
    );
  }
  const notes = [...warnings];
  const changes = snapshot.apps.flatMap((saved) => bringBack(daemon, saved, snapshot, notes));
  void daemon.refreshTriggers();
  return carryOut(daemon, changes, progress, { notes });
}

function bringBack(daemon: Daemon, saved: SavedApp, { environments }: Snapshot, notes: string[]): Change[] {
  const { registry } = daemon.supervisor;
  const app = reviveApp(saved, environments);
  if ('problems' in app) {
    notes.push(...app.problems.map((problem) => `Not brought back: ${explainProblem(problem)}`));
    return [];
  }
  if (registry.app(app.spec.name)) return [];
  registry.add(app);
  const slots = saved.slots.filter(({ removing }) => !removing);
  return slots.flatMap(({ state }) => {
    const slot = registry.addSlot(app, Date.now());
    return state.desired === 'up'
      ? [{ slot, event: { type: 'start' }, goal: goalUp(1) } satisfies Change]
      : [];
  });
}

/** reload: the new version takes over without one failed request, or the old one stays. */

import type { ChangeResult, RestartParams } from '@pmx/protocol';
import { type App, isWanted, type Release, type Slot } from '../apps/app';
import { durationWords } from '../journal/words';
import { answer, type Change, carryOut, joined } from './change';
import type { Daemon, Progress } from './context';
import { checkStartable } from './declare';
import { bringUp, execute } from './execute';
import { checkDependencies } from './order';
import { type Plan, planOf } from './plan';
import { type Ending, replace } from './replace';
import { adopt, livingSlots, resize } from './roster';

/**
 * Replaces clustered apps instance by instance, and restarts the others.
 * @throws {PmxError} those of `start`; then nothing was changed
 */
export async function reload(
  daemon: Daemon,
  params: RestartParams,
  progress: Progress,
): Promise<ChangeResult> {
  const plan = planOf(daemon, params.targets, { ...params, force: false, running: 'reload' }, 'existing');
  return carryOutReload(daemon, plan, progress);
}

export async function carryOutReload(daemon: Daemon, plan: Plan, progress: Progress): Promise<ChangeResult> {
  const { reloads, rest } = split(plan);
  checkDependencies(
    daemon.supervisor.registry,
    reloads.flatMap(({ release }) => release?.spec ?? []),
  );
  for (const { app, release } of reloads) await checkStartable(daemon, release ?? app);
  const bounced = rest.slots
    .concat(rest.declared.flatMap(({ existing }) => existing?.slots ?? []))
    .filter(isReplaceable);
  const restarted = await execute(daemon, rest, progress);
  restarted.notes.push(...bounced.map(downtimeNote));
  const results = [restarted];
  for (const { app, release } of reloads) results.push(await reloadApp(daemon, app, release, progress));
  return joined(results);
}

/** One reload of an app at a time: a second one waits for the first. */
export function reloadApp(
  daemon: Daemon,
  app: App,
  release: Release | null,
  progress: Progress,
): Promise<ChangeResult> {
  return daemon.queue.run(app, () => recorded(daemon, app, () => replaceAll(daemon, app, release, progress)));
}

/** Replaces these instances by others of the same version: for memory limits, cron, watch and health. */
export function renew(daemon: Daemon, slots: Slot[], ending: Ending): void {
  for (const app of new Set(slots.map((slot) => slot.app))) {
    // One that is under way brings fresh processes anyway: renewals never stack.
    if (daemon.queue.isBusy(app)) continue;
    const mine = slots.filter((slot) => slot.app === app && isReplaceable(slot));
    if (mine.length > 0) void daemon.queue.run(app, () => replace(daemon, app, mine, null, SILENT, ending));
  }
}

const SILENT: Progress = { report: () => {} };

/** The journal tells that it began, and what came of it. */
async function recorded(
  daemon: Daemon,
  app: App,
  reload: () => Promise<ChangeResult>,
): Promise<ChangeResult> {
  const began = performance.now();
  daemon.recorder.reload(app, 'reload', 'a reload has begun');
  const result = await reload();
  const [failure] = result.failures;
  const took = durationWords(performance.now() - began);
  if (!failure) daemon.recorder.reload(app, 'reload', `reloaded in ${took}`);
  else
    daemon.recorder.reload(
      app,
      'reload-failed',
      `the reload failed after ${took}, and the old version goes on: ${failure.reason}`,
    );
  return result;
}

async function replaceAll(
  daemon: Daemon,
  app: App,
  release: Release | null,
  progress: Progress,
): Promise<ChangeResult> {
  const idle = livingSlots(app).filter((slot) => !isReplaceable(slot));
  const running = livingSlots(app).filter(isReplaceable);
  const { outcomes, replaced, cut } = await replace(daemon, app, running, release, progress);
  const notes = cut > 0 ? [cutNote(app, cut)] : [];
  if (outcomes.some(({ outcome }) => outcome.kind !== 'reached')) {
    if (release) await takeBack(daemon, app, replaced);
    return answer(daemon, outcomes, { notes: [...notes, 'The old version goes on running.'] });
  }
  // Stopped or deleted meanwhile, it stays so.
  if (!livingSlots(app).some(isWanted)) return answer(daemon, outcomes, { notes });
  if (release) commit(daemon, app, release);
  const others = await carryOut(daemon, remainder(daemon, app, idle, release), progress);
  return joined([await answer(daemon, outcomes, { notes }), others]);
}

const cutNote = ({ spec }: App, cut: number): string =>
  `${spec.name}: ${cut === 1 ? '1 connection was' : `${cut} connections were`} still open after drain_timeout and had to be cut.`;

/** The release is what the app is from now on. */
function commit(daemon: Daemon, app: App, release: Release): void {
  adopt(daemon, release, app);
  for (const slot of app.slots) slot.release = null;
  daemon.store.persist(true);
  void daemon.refreshTriggers();
}

/** Instances of a failed release that had taken over already give way to the old one again. */
async function takeBack(daemon: Daemon, app: App, ids: number[]): Promise<void> {
  const slots = livingSlots(app).filter((slot) => ids.includes(slot.id));
  for (const slot of slots) slot.release = null;
  if (slots.length > 0) await replace(daemon, app, slots, null, SILENT);
}

/** What replacing leaves to do: instances that did not run, and a changed number of them. */
function remainder(daemon: Daemon, app: App, idle: Slot[], release: Release | null): Change[] {
  const { added, removals } = release ? resize(daemon, app, app.spec.instances) : { added: [], removals: [] };
  const leaving = removals.map(({ slot }) => slot);
  const starting = [...idle, ...added].filter(
    (slot) => !leaving.includes(slot) && slot.state.phase !== 'online',
  );
  return [...starting.map(bringUp), ...removals];
}

const isReplaceable = (slot: Slot): boolean => isWanted(slot) && slot.state.phase === 'online';

/** A reload that was a restart says so, and for how long nobody answered. */
function downtimeNote(slot: Slot): string {
  const { name } = slot.app.spec;
  const down = Math.max(0, (slot.onlineAt ?? 0) - (slot.exitedAt ?? 0));
  return `${name} (${slot.id}) runs in fork mode: it was restarted, and down for ${down} ms. A Node app is reloaded without a gap in cluster mode: exec_mode "cluster", or -i 1.`;
}

interface Split {
  reloads: { app: App; release: Release | null }[];
  rest: Plan;
}

/** Clustered apps that stay clustered are reloaded; all else is restarted, and that is said. */
function split(plan: Plan): Split {
  const result: Split = { reloads: [], rest: { ...plan, declared: [], slots: [], notes: [...plan.notes] } };
  for (const entry of plan.declared) {
    const { app, existing } = entry;
    if (existing && canReload(existing, app)) result.reloads.push({ app: existing, release: app });
    else result.rest.declared.push(entry);
  }
  for (const app of new Set(plan.slots.map((slot) => slot.app))) {
    if (canReload(app, app)) result.reloads.push({ app, release: null });
    else result.rest.slots.push(...plan.slots.filter((slot) => slot.app === app));
  }
  return result;
}

const canReload = (app: App, release: Release): boolean =>
  app.spec.execMode === 'cluster' && release.spec.execMode === 'cluster' && app.slots.some(isReplaceable);

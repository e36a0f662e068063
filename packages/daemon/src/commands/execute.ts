/** Carries out a plan: checks everything first, then changes the list, then waits for all of it. */

import type { ChangeResult } from '@pmx/protocol';
import type { App, Slot } from '../apps/app';
import { goalUp } from '../runtime/outcome';
import { type Change, carryOut } from './change';
import type { Daemon, Progress } from './context';
import { checkStartable, type Declared } from './declare';
import { checkDependencies } from './order';
import type { Plan } from './plan';
import { adopt, livingSlots, resize } from './roster';
import { stored } from './stored';

/** @throws {PmxError} when an app of the plan can't be started or written down; then nothing was changed */
export async function execute(daemon: Daemon, plan: Plan, progress: Progress): Promise<ChangeResult> {
  checkDependencies(
    daemon.supervisor.registry,
    plan.declared.map(({ app }) => app.spec),
  );
  for (const { app } of plan.declared) await checkStartable(daemon, app);
  for (const app of new Set(plan.slots.map((slot) => slot.app))) await checkStartable(daemon, app);
  await reloadsEnded(daemon, plan.declared);
  const changes: Change[] = plan.slots.map((slot) => bringUp(slot));
  if (plan.declared.length > 0) changes.push(...stored(daemon, () => applyAll(daemon, plan)));
  const watching = daemon.refreshTriggers();
  const notes = [...plan.notes, ...orderNotes(changes)];
  const result = await carryOut(daemon, changes, progress, { notes, unknownFields: plan.unknownFields });
  // Whoever changes a watched file from here on can rely on being noticed.
  await watching;
  return result;
}

const applyAll = (daemon: Daemon, { declared }: Plan): Change[] =>
  declared.flatMap((entry) => apply(daemon, entry.app, presentApp(daemon, entry)));

/** A reload that is under way would put its own declaration over a later one when it is through. */
async function reloadsEnded(daemon: Daemon, declared: Plan['declared']): Promise<void> {
  for (const { existing } of declared) if (existing) await daemon.queue.idle(existing);
}

/** The app as it is in the list now: another command may have added or deleted it while this one looked around. */
const presentApp = (daemon: Daemon, { app, existing }: Plan['declared'][number]): App | null =>
  daemon.supervisor.registry.app(existing?.spec.name ?? app.spec.name) ?? null;

function apply(daemon: Daemon, declared: Declared, existing: App | null): Change[] {
  const app = adopt(daemon, declared, existing);
  const wanted = existing !== null || app.spec.autostart;
  const { removals } = resize(daemon, app, app.spec.instances, wanted);
  return [...(wanted ? livingSlots(app).map(bringUp) : []), ...removals];
}

/** `web starts after db (ready)` */
function orderNotes(changes: Change[]): string[] {
  const specs = new Set(
    changes.map(({ slot }) => slot.app.spec).filter(({ dependsOn }) => dependsOn.length > 0),
  );
  return [...specs].map(({ name, dependsOn }) => {
    const others = dependsOn.map(({ app, condition }) => `${app} (${condition})`);
    return `${name} starts after ${others.join(', ')}.`;
  });
}

/** What runs is restarted; what does not is started. */
export function bringUp(slot: Slot): Change {
  const goal = goalUp(slot.state.generation + 1);
  // On its way out it can't be called back: the goal is out of reach, and says so.
  if (slot.removing) return { slot, event: { type: 'drain' }, goal };
  const { phase } = slot.state;
  const runs = phase === 'online' || phase === 'launching' || phase === 'stopping';
  const event = runs ? ({ type: 'restart', reason: 'command' } as const) : ({ type: 'start' } as const);
  return { slot, event, goal };
}

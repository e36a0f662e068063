/** Start order: which app waits for which, and whether what it waits for has come. Pure. */

import type { ExitRecord, ExitStatus, InstanceState } from './instance';
import { wantsRestart } from './policy';
import type { AppSpec, Dependency, DependencyCondition } from './spec';
import { nearest } from './spec-parser';

export type Dependent = Pick<AppSpec, 'name' | 'dependsOn'>;

export type StartOrder =
  /** Apps of one layer depend on earlier layers alone. */
  | { ok: true; layers: string[][] }
  /** Each name depends on the one after it; the first stands at the end once more. */
  | { ok: false; cycle: string[] };

/** Layers of names, in the given order within each. Dependencies on apps that are not among `apps` don't count. */
export function startOrder(apps: readonly Dependent[]): StartOrder {
  const waiting = needsAmong(apps);
  const layers: string[][] = [];
  while (waiting.size > 0) {
    const layer = [...waiting].filter(([, needs]) => !needs.some((need) => waiting.has(need)));
    if (layer.length === 0) return { ok: false, cycle: findCycle(waiting) };
    const names = layer.map(([name]) => name);
    for (const name of names) waiting.delete(name);
    layers.push(names);
  }
  return { ok: true, layers };
}

/** The reverse: who depends ends first. A cycle holds up no stop; then all end at once. */
export function stopOrder(apps: readonly Dependent[]): string[][] {
  const order = startOrder(apps);
  return order.ok ? order.layers.reverse() : [apps.map(({ name }) => name)];
}

/** By name, the names among `apps` that it needs. */
function needsAmong(apps: readonly Dependent[]): Map<string, string[]> {
  const names = new Set(apps.map(({ name }) => name));
  return new Map(
    apps.map(({ name, dependsOn }) => [
      name,
      dependsOn.map(({ app }) => app).filter((app) => names.has(app)),
    ]),
  );
}

/** @param waiting each needs another of them, so that following needs runs into a cycle */
function findCycle(waiting: ReadonlyMap<string, readonly string[]>): string[] {
  const path: string[] = [];
  let [name] = waiting.keys();
  while (name !== undefined && !path.includes(name)) {
    path.push(name);
    name = waiting.get(name)?.find((need) => waiting.has(need));
  }
  return name === undefined ? path : [...path.slice(path.indexOf(name)), name];
}

export interface MissingDependency {
  /** Who needs it. */
  app: string;
  dependency: string;
  /** The nearest name that exists; null: none is near. */
  nearest: string | null;
}

/** Dependencies on apps that are neither among `apps` nor among `others`, the names of those in the list already. */
export function missingDependencies(
  apps: readonly Dependent[],
  others: Iterable<string> = [],
): MissingDependency[] {
  const known = new Set([...apps.map(({ name }) => name), ...others]);
  return apps.flatMap(({ name, dependsOn }) => {
    const candidates = [...known].filter((other) => other !== name);
    return dependsOn
      .filter(({ app }) => !known.has(app))
      .map(({ app }) => ({ app: name, dependency: app, nearest: nearest(app, candidates) }));
  });
}

export interface EndlessDependency {
  app: string;
  dependency: string;
}

/** Who waits for the completion of an app that is started again even after exit code 0, and so never completes. */
export function endlessDependencies(
  apps: readonly Pick<AppSpec, 'name' | 'dependsOn' | 'restart'>[],
): EndlessDependency[] {
  const endless = new Set(
    apps.filter(({ restart }) => wantsRestart(SUCCESS, restart)).map(({ name }) => name),
  );
  return apps.flatMap(({ name, dependsOn }) =>
    dependsOn
      .filter(({ app, condition }) => condition === 'completed' && endless.has(app))
      .map(({ app }) => ({ app: name, dependency: app })),
  );
}

const SUCCESS: ExitStatus = { kind: 'code', code: 0 };

/** `never`: waiting on makes no sense unless somebody starts the app anew. */
export type Met = 'yes' | 'not-yet' | 'never';

/** Whether the app with these instances is what its dependents wait for: all of its instances are. */
export function isMet(condition: Dependency['condition'], instances: readonly InstanceState[]): Met {
  const answers = instances.map((state) => CONDITIONS[condition](state));
  if (answers.includes('never')) return 'never';
  return answers.length > 0 && answers.every((answer) => answer === 'yes') ? 'yes' : 'not-yet';
}

/** A job that has ended well was started and got as far as it ever will, so that it is as good as ready. */
const CONDITIONS: Record<DependencyCondition, (state: InstanceState) => Met> = {
  started: (state) => (state.pid !== null ? 'yes' : completed(state)),
  ready: (state) => (state.phase === 'online' ? 'yes' : completed(state)),
  completed,
};

/** Ended by itself, with code 0: one that was told to stop has not done its work (and 'unknown' is not 0, invariant 2). */
function completed(state: InstanceState): Met {
  if (state.phase === 'errored') return 'never';
  const end = ownEnd(state);
  if (state.phase !== 'stopped' || end === null) return 'not-yet';
  return end.status.kind === 'code' && end.status.code === 0 ? 'yes' : 'never';
}

/** How the last process ended by itself; null: it has not, or was asked to. */
function ownEnd({ lastExit, generation }: InstanceState): ExitRecord | null {
  return lastExit !== null && lastExit.generation === generation && !lastExit.requested ? lastExit : null;
}

/** What is written to disk: the declarations, what is wanted, and the counters. */

import { createHash } from 'node:crypto';
import { isRecord } from '@pmx/protocol';
import { type InstanceState, newInstance, parseSpec, type SpecProblem } from '@pmx/supervision';
import { bootId } from '@pmx/system';
import { type App, type Declaration, freshSlot, type Launched, type Slot } from '../apps/app';
import type { Registry } from '../apps/registry';

const VERSION = 1;

export interface Snapshot {
  version: number;
  /** Boot in which it was written; what ran in another one runs no more. null: the system does not tell. */
  boot: string | null;
  /** pmx has ended its apps with itself: those that are wanted up come up again with it. */
  concluded: boolean;
  /** Environments by digest: apps that were started alike share one. */
  environments: Record<string, Record<string, string>>;
  apps: SavedApp[];
}

export interface SavedApp {
  declaration: Declaration;
  environment: string;
  createdAt: number;
  slots: SavedSlot[];
  retiring: SavedSlot[];
}

export interface SavedSlot {
  id: number;
  index: number;
  createdAt: number;
  exitedAt: number | null;
  removing: boolean;
  state: InstanceState;
  launched: Launched | null;
  successor: SavedSlot | null;
}

export function takeSnapshot(registry: Registry, concluded = false): Snapshot {
  const environments: Snapshot['environments'] = Object.create(null);
  const digests = new Map<object, string>();
  const apps = registry.all().map((app) => saveApp(app, environments, digests));
  return { version: VERSION, boot: bootId(), concluded, environments, apps };
}

function saveApp(app: App, environments: Snapshot['environments'], digests: Map<object, string>): SavedApp {
  const environment = digests.get(app.inherited) ?? digest(app.inherited);
  digests.set(app.inherited, environment);
  environments[environment] = { ...app.inherited };
  return {
    declaration: app.declaration,
    environment,
    createdAt: app.createdAt,
    slots: app.slots.map(saveSlot),
    retiring: app.retiring.map(saveSlot),
  };
}

function saveSlot({ id, index, createdAt, exitedAt, removing, state, launched, successor }: Slot): SavedSlot {
  return {
    id,
    index,
    createdAt,
    exitedAt,
    removing,
    state,
    launched,
    successor: successor && saveSlot(successor),
  };
}

function digest(environment: object): string {
  return createHash('sha256').update(JSON.stringify(environment)).digest('hex').slice(0, 16);
}

/** @throws {Error} saying what is wrong, when `value` is no snapshot of this version */
export function checkSnapshot(value: unknown): Snapshot {
  if (!isRecord(value)) throw new Error('it holds no object');
  if (value.version !== VERSION) throw new Error(`its version is ${String(value.version)}, not ${VERSION}`);
  if (!isRecord(value.environments) || !Array.isArray(value.apps))
    throw new Error('it holds no list of apps');
  for (const app of value.apps) {
    if (!isRecord(app) || !isRecord(app.declaration) || !Array.isArray(app.slots))
      throw new Error('an app is incomplete');
  }
  return value as unknown as Snapshot;
}

export interface Rejected {
  problems: SpecProblem[];
}

/** Makes one app of what was saved; it is not in the registry yet and has no slots. */
export function reviveApp(saved: SavedApp, environments: Snapshot['environments']): App | Rejected {
  const parsed = parseSpec(saved.declaration.raw, saved.declaration.context);
  if (!parsed.ok) return { problems: parsed.problems };
  return {
    declaration: saved.declaration,
    spec: parsed.spec,
    inherited: environments[saved.environment] ?? {},
    createdAt: saved.createdAt,
    slots: [],
    retiring: [],
  };
}

/** The new release of a reload that was cut short is not kept: its processes are ended. */
export function reviveSlot(app: App, saved: SavedSlot): Slot {
  const { id, index, createdAt, exitedAt, removing, launched } = saved;
  return {
    ...freshSlot(app, id, index, createdAt),
    exitedAt,
    removing,
    launched,
    state: { ...newInstance('down'), ...saved.state },
    successor: saved.successor && reviveSlot(app, saved.successor),
  };
}

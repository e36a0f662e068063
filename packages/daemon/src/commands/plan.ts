/** What a command that brings apps up is about to do: worked out whole, before anything is changed. */

import { type Caller, type ConfigTarget, PmxError, type StartParams, type Target } from '@pmx/protocol';
import { type RawApp, type UnknownField, withOverrides } from '@pmx/supervision';
import { type App, isWanted, type Slot } from '../apps/app';
import { appByScript, findNamed, requireSlots, unknownTarget } from '../apps/targets';
import type { Daemon } from './context';
import { type Declared, declare } from './declare';
import { nameWithSuffix } from './roster';

/** What a command is about to do; nothing has been changed yet. */
export interface Plan {
  /** Apps to add or to change. */
  declared: { app: Declared; existing: App | null }[];
  /** Slots to bring up as they are. */
  slots: Slot[];
  unknownFields: UnknownField[];
  notes: string[];
}

export type Asked = Omit<StartParams, 'targets'>;

/**
 * @param words `new`: a word that names no app is a script to start; `existing`: it is an error
 * @throws {PmxError} when a target is unknown, or a declaration is wrong
 */
export function planOf(daemon: Daemon, targets: Target[], asked: Asked, words: 'new' | 'existing'): Plan {
  const plan: Plan = { declared: [], slots: [], unknownFields: [], notes: [] };
  for (const target of targets) {
    if (target.kind === 'config') planConfig(daemon, plan, target, asked);
    else if (words === 'new') planWord(daemon, plan, target.value, asked);
    else planExisting(daemon, plan, requireSlots(daemon.supervisor.registry, [target]), asked);
  }
  return plan;
}

function planConfig(daemon: Daemon, plan: Plan, target: ConfigTarget, asked: Asked): void {
  const apps = target.apps.map((raw) => withOverrides(raw, asked.overrides));
  const { apps: declared, unknownFields } = declare(daemon, {
    apps,
    caller: asked.caller,
    envName: asked.envName,
    configFile: target.file,
  });
  plan.unknownFields.push(...unknownFields);
  for (const app of declared.filter(chosenBy(asked.only, declared, target.file)))
    planDeclared(daemon, plan, app, true, asked);
}

function chosenBy(only: string[], declared: Declared[], file: string): (app: Declared) => boolean {
  const missing = only.find((name) => !declared.some(({ spec }) => spec.name === name));
  if (missing !== undefined) {
    throw new PmxError(
      'PMX_ERR_UNKNOWN_APP',
      `${file} has no app called ${missing}.`,
      `It has: ${declared.map(({ spec }) => spec.name).join(', ')}.`,
    );
  }
  return ({ spec }) => only.length === 0 || only.includes(spec.name);
}

/** A word is an app that is there, or else a script to start. */
function planWord(daemon: Daemon, plan: Plan, word: string, asked: Asked): void {
  const { registry } = daemon.supervisor;
  const named = asked.force ? null : findNamed(registry, word);
  if (named) planExisting(daemon, plan, named, { ...asked, running: 'restart' });
  else if (word === 'all') throw unknownTarget(registry, word);
  else planScript(daemon, plan, word, asked);
}

function planScript(daemon: Daemon, plan: Plan, script: string, asked: Asked): void {
  const { registry } = daemon.supervisor;
  const raw = { ...asked.overrides, script };
  const app = declareOne(daemon, plan, raw, asked);
  const named = registry.app(app.spec.name);
  const same = appByScript(registry, script, app.spec.cwd);
  if (asked.force || !named || named === same) planDeclared(daemon, plan, app, false, asked);
  else if (asked.overrides.name !== undefined) throw nameTaken(app, named);
  else planUnderFreeName(daemon, plan, same ? { ...raw, name: same.spec.name } : raw, app, asked);
}

/** Nobody chose the name, and another script has it: `app.js` of another folder, say. */
function planUnderFreeName(daemon: Daemon, plan: Plan, raw: RawApp, app: Declared, asked: Asked): void {
  const free = nameWithSuffix(app.spec.name, (name) => daemon.supervisor.registry.app(name) !== undefined);
  const name = raw.name ?? free;
  if (name === free)
    plan.notes.push(`Another app is called ${app.spec.name} already; this one is called ${free}.`);
  planDeclared(daemon, plan, declareOne(daemon, plan, { ...raw, name }, asked), false, asked);
}

function declareOne(daemon: Daemon, plan: Plan, raw: RawApp, asked: Asked): Declared {
  const { apps, unknownFields } = declare(daemon, {
    apps: [raw],
    caller: asked.caller,
    envName: asked.envName,
    configFile: null,
  });
  plan.unknownFields.push(...unknownFields);
  return apps[0]!;
}

function planDeclared(daemon: Daemon, plan: Plan, app: Declared, fromConfig: boolean, asked: Asked): void {
  const { registry } = daemon.supervisor;
  const existing = registry.app(app.spec.name) ?? null;
  if (existing && (asked.force || app.declaration.raw.force === true)) {
    plan.declared.push({ app: renamed(daemon, app, plan), existing: null });
    return;
  }
  if (existing && !fromConfig && asked.running === 'error' && existing.slots.some(isWanted))
    throw alreadyRuns(existing);
  plan.declared.push({ app, existing });
}

/** Existing slots: as they are, or declared anew where options were given. */
function planExisting(daemon: Daemon, plan: Plan, slots: Slot[], asked: Asked): void {
  const refresh = asked.updateEnv || asked.envName !== null;
  if (Object.keys(asked.overrides).length === 0 && !refresh) {
    plan.slots.push(...slots);
    return;
  }
  for (const app of new Set(slots.map((slot) => slot.app))) {
    plan.declared.push({ app: redeclare(daemon, app, asked, plan), existing: app });
  }
}

function redeclare(daemon: Daemon, app: App, asked: Asked, plan: Plan): Declared {
  const { raw, context } = app.declaration;
  const caller: Caller = { cwd: context.cwd, env: asked.updateEnv ? asked.caller.env : app.inherited };
  const { apps, unknownFields } = declare(daemon, {
    apps: [withOverrides(raw, asked.overrides)],
    caller,
    envName: asked.envName ?? context.envName,
    configFile: context.configFile,
  });
  plan.unknownFields.push(...unknownFields);
  return apps[0]!;
}

function renamed(daemon: Daemon, app: Declared, plan: Plan): Declared {
  const taken = (name: string): boolean =>
    daemon.supervisor.registry.app(name) !== undefined ||
    plan.declared.some((other) => other.app.spec.name === name);
  const name = nameWithSuffix(app.spec.name, taken);
  const raw: RawApp = { ...app.declaration.raw, name };
  const { apps } = declare(daemon, {
    apps: [raw],
    caller: { cwd: app.declaration.context.cwd, env: app.inherited },
    envName: app.declaration.context.envName,
    configFile: app.declaration.context.configFile,
  });
  return apps[0]!;
}

function alreadyRuns(app: App): PmxError {
  const { name } = app.spec;
  return new PmxError(
    'PMX_ERR_ALREADY_RUNNING',
    `${name} runs already.`,
    `Restart it with: pmx restart ${name}, or start another one with -f.`,
    { name },
  );
}

function nameTaken(app: Declared, named: App): PmxError {
  const { name } = app.spec;
  return new PmxError(
    'PMX_ERR_DUPLICATE_NAME',
    `${name} is the name of another app already (${named.spec.script}).`,
    `Choose another name with --name, or remove it with: pmx delete ${name}`,
    { name },
  );
}

/** start, restart and their kin: by name, by script, or by config file. */

import {
  type Caller,
  type ChangeResult,
  type ConfigTarget,
  PmxError,
  type RestartParams,
  type StartParams,
  type Target,
} from '@pmx/protocol';
import { type RawApp, type UnknownField, withOverrides } from '@pmx/supervision';
import { type App, isWanted, type Slot } from '../apps/app';
import { appByScript, findSlots, unknownTarget } from '../apps/targets';
import { goalUp } from '../runtime/outcome';
import { type Change, carryOut } from './change';
import type { Daemon, Progress } from './context';
import { checkStartable, type Declared, declare } from './declare';
import { adopt, livingSlots, nameWithSuffix, resize } from './roster';

type Running = StartParams['running'];

/** What a command is about to do; nothing has been changed yet. */
interface Plan {
  /** Apps to add or to change. */
  declared: { app: Declared; existing: App | null }[];
  /** Slots to bring up as they are. */
  slots: Slot[];
  unknownFields: UnknownField[];
  notes: string[];
}

type Asked = Omit<StartParams, 'targets' | 'running'> & { running: Running };

/**
 * Brings targets up: existing ones are (re)started, scripts and config files become apps.
 * @throws {PmxError} when any of them can't be started; then nothing was changed
 */
export async function start(daemon: Daemon, params: StartParams, progress: Progress): Promise<ChangeResult> {
  const plan = emptyPlan();
  for (const target of params.targets) {
    if (target.kind === 'config') planConfig(daemon, plan, target, params);
    else planWord(daemon, plan, target.value, params);
  }
  return execute(daemon, plan, progress);
}

/**
 * Restarts targets. A config file is applied to its apps, and those that are new are started.
 * @throws {PmxError} PMX_ERR_UNKNOWN_APP and those of `start`; then nothing was changed
 */
export async function restart(
  daemon: Daemon,
  params: RestartParams,
  progress: Progress,
): Promise<ChangeResult> {
  const plan = emptyPlan();
  const asked: Asked = { ...params, force: false, running: 'restart' };
  for (const target of params.targets) {
    if (target.kind === 'config') planConfig(daemon, plan, target, asked);
    else planExisting(daemon, plan, requireFound(daemon, target), asked);
  }
  return execute(daemon, plan, progress);
}

/** Reload of an app in fork mode is a restart, and is called so. */
export async function reload(
  daemon: Daemon,
  params: RestartParams,
  progress: Progress,
): Promise<ChangeResult> {
  const began = Date.now();
  const result = await restart(daemon, params, progress);
  const took = Date.now() - began;
  const note = `Apps in fork mode were restarted, not reloaded: they were down for a part of ${took} ms.`;
  return { ...result, notes: [...result.notes, note] };
}

const emptyPlan = (): Plan => ({ declared: [], slots: [], unknownFields: [], notes: [] });

function requireFound(daemon: Daemon, target: Extract<Target, { kind: 'name' }>): Slot[] {
  const { registry } = daemon.supervisor;
  const slots = findSlots(registry, target.value, '/');
  if (!slots) throw unknownTarget(registry, target.value);
  return slots;
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
  const named = asked.force ? null : findSlots(registry, word, '/');
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

/** Checks everything first, then changes the list, then waits for all of it. */
async function execute(daemon: Daemon, plan: Plan, progress: Progress): Promise<ChangeResult> {
  for (const { app } of plan.declared) await checkStartable(daemon, app);
  for (const app of new Set(plan.slots.map((slot) => slot.app))) await checkStartable(daemon, app);
  const changes: Change[] = plan.slots.map((slot) => bringUp(slot));
  for (const { app, existing } of plan.declared) changes.push(...apply(daemon, app, existing));
  daemon.refreshTriggers();
  return carryOut(daemon, changes, progress, { notes: plan.notes, unknownFields: plan.unknownFields });
}

function apply(daemon: Daemon, declared: Declared, existing: App | null): Change[] {
  const app = adopt(daemon, declared, existing);
  const { removals } = resize(daemon, app, app.spec.instances);
  const wanted = existing !== null || app.spec.autostart;
  return [...(wanted ? livingSlots(app).map(bringUp) : []), ...removals];
}

/** What runs is restarted; what does not is started. */
function bringUp(slot: Slot): Change {
  const { phase } = slot.state;
  const runs = phase === 'online' || phase === 'launching' || phase === 'stopping';
  const event = runs ? ({ type: 'restart', reason: 'command' } as const) : ({ type: 'start' } as const);
  return { slot, event, goal: goalUp(slot.state.generation + 1) };
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

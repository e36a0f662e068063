/** stop, delete, scale and reset. */

import { type ChangeResult, PmxError } from '@pmx/protocol';
import type { App, Slot } from '../apps/app';
import { findNamed, unknownTarget } from '../apps/targets';
import { goalDown, goalUp } from '../runtime/outcome';
import { answer, type Change, carryOut, joined } from './change';
import type { Daemon, Progress } from './context';
import { declare } from './declare';
import { stopLayers } from './order';
import { adopt, livingSlots, remove, resize } from './roster';
import { stored } from './stored';

/** Stops side by side, those who depend on others first; each is through when its process group is gone. */
export function stop(daemon: Daemon, slots: Slot[], progress: Progress): Promise<ChangeResult> {
  return endInOrder(daemon, slots, (slot) => ({ slot, event: { type: 'stop' }, goal: goalDown }), progress);
}

export async function del(daemon: Daemon, slots: Slot[], progress: Progress): Promise<ChangeResult> {
  const result = await endInOrder(daemon, slots, remove, progress);
  void daemon.refreshTriggers();
  return result;
}

async function endInOrder(
  daemon: Daemon,
  slots: Slot[],
  end: (slot: Slot) => Change,
  progress: Progress,
): Promise<ChangeResult> {
  const results: ChangeResult[] = [];
  for (const layer of stopLayers(slots)) {
    const besides = endBesides(daemon, layer);
    results.push(await carryOut(daemon, layer.map(end), progress));
    await besides;
  }
  return results.length === 0 ? answer(daemon, []) : joined(results);
}

/** What a reload has beside these slots, coming up or on its way out, ends with them. */
async function endBesides(daemon: Daemon, slots: Slot[]): Promise<void> {
  const { supervisor } = daemon;
  const besides = slots
    .flatMap((slot) => supervisor.registry.family(slot.id))
    .filter((slot) => !slots.includes(slot));
  for (const slot of besides) slot.removing = true;
  supervisor.postAll(besides.map((slot) => ({ slot, event: { type: 'stop' } })));
  await Promise.all(besides.map((slot) => supervisor.wait(slot, goalDown)));
}

/**
 * Adds or takes away instances; during a reload of the app, when that is through.
 * @param count `4`, `+2` or `-1`
 * @throws {PmxError} PMX_ERR_UNKNOWN_APP, PMX_ERR_USAGE, PMX_ERR_STATE_WRITE
 */
export async function scale(
  daemon: Daemon,
  name: string,
  count: string,
  progress: Progress,
): Promise<ChangeResult> {
  const slot = findNamed(daemon.supervisor.registry, name)?.[0];
  if (!slot) throw unknownTarget(daemon.supervisor.registry, name);
  return daemon.queue.run(slot.app, () => scaleApp(daemon, slot.app, count, progress));
}

function scaleApp(daemon: Daemon, app: App, count: string, progress: Progress): Promise<ChangeResult> {
  const instances = wantedCount(count, livingSlots(app).length);
  const { raw, context } = app.declaration;
  const { apps } = declare(daemon, {
    apps: [{ ...raw, instances, exec_mode: app.spec.execMode }],
    caller: { cwd: context.cwd, env: app.inherited },
    envName: context.envName,
    configFile: context.configFile,
  });
  const resized = (): ReturnType<typeof resize> => {
    adopt(daemon, { ...apps[0]!, inherited: app.inherited }, app);
    return resize(daemon, app, instances);
  };
  // To take instances away is possible on a full disk, too.
  const grows = instances > livingSlots(app).length;
  const { added, removals } = grows ? stored(daemon, resized) : resized();
  const additions = added.map((fresh) => ({
    slot: fresh,
    event: { type: 'start' } as const,
    goal: goalUp(1),
  }));
  return carryOut(daemon, [...additions, ...removals], progress);
}

/** @throws {PmxError} PMX_ERR_USAGE */
function wantedCount(count: string, present: number): number {
  const match = /^([+-]?)(\d{1,5})$/.exec(count);
  if (!match) throw badCount(count, 'is no number of instances');
  const amount = Number(match[2]);
  const wanted = match[1] === '' ? amount : match[1] === '+' ? present + amount : present - amount;
  if (wanted < 1) throw badCount(count, 'would leave no instance');
  return wanted;
}

function badCount(count: string, what: string): PmxError {
  return new PmxError(
    'PMX_ERR_USAGE',
    `${JSON.stringify(count)} ${what}.`,
    'Give a number such as 4, +2 or -1; to end an app use pmx stop or pmx delete.',
  );
}

/** Sets restart counters to 0. */
export function reset(daemon: Daemon, slots: Slot[]): Promise<ChangeResult> {
  daemon.supervisor.postAll(slots.map((slot) => ({ slot, event: { type: 'reset' } })));
  return answer(
    daemon,
    slots.map((slot) => ({ slot, outcome: { kind: 'reached' } })),
  );
}

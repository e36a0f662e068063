/** Installing a unit as a whole or not at all, and removing it. */

import { PmxError } from '@pmx/protocol';
import type { InitCommand } from './init-systems';
import type { Machine } from './machine';
import { readMark } from './mark';
import type { Order } from './order';

export interface Installed {
  /** false: the file was there, word for word. */
  isNew: boolean;
  /** It starts at boot, but did not now; null: it did. */
  startProblem: string | null;
}

/**
 * @throws {PmxError} PMX_ERR_BOOT when the file is not ours, cannot be written, or the init system refuses it; nothing is
 *   left behind then
 */
export async function install(order: Order, machine: Machine): Promise<Installed> {
  const { system, recipe, unit } = order;
  const before = machine.read(unit.file);
  refuseOthers(before, order);
  const content = system.render(recipe);
  if (before !== content) write(order, content, machine);
  try {
    for (const command of system.enable(unit)) await carryOut(command, machine);
  } catch (error) {
    await undo(order, before, machine);
    throw error;
  }
  return { isNew: before !== content, startProblem: await start(order, machine) };
}

/** @returns false: there was nothing to remove. @throws {PmxError} PMX_ERR_BOOT; nothing is removed then */
export async function uninstall(order: Order, machine: Machine): Promise<boolean> {
  const { system, unit } = order;
  const before = machine.read(unit.file);
  if (before === null) return false;
  refuseOthers(before, order);
  for (const command of system.disable(unit)) await carryOut(command, machine);
  machine.remove(unit.file);
  for (const { words } of system.refresh(unit)) await machine.run(words);
  return true;
}

/** What startup did not make is not touched, nor what it made for another home. */
function refuseOthers(content: string | null, { unit, recipe }: Order): void {
  if (content === null) return;
  const mark = readMark(content);
  const advice = 'Choose another name with --service-name, or remove it yourself.';
  if (mark === null) {
    throw new PmxError('PMX_ERR_BOOT', `${unit.file} was not made by pmx startup.`, advice);
  }
  if (mark.pmxHome !== recipe.pmxHome) {
    throw new PmxError('PMX_ERR_BOOT', `${unit.file} is for another home, ${mark.pmxHome}.`, advice);
  }
}

function write({ system, unit }: Order, content: string, machine: Machine): void {
  try {
    machine.write(unit.file, content, system.mode);
  } catch (error) {
    const message = `${unit.file} cannot be written: ${(error as Error).message}.`;
    throw new PmxError('PMX_ERR_BOOT', message, 'See what it should hold with: pmx startup --print');
  }
}

async function undo({ system, unit }: Order, before: string | null, machine: Machine): Promise<void> {
  if (before === null) {
    for (const { words } of system.disable(unit)) await machine.run(words);
    machine.remove(unit.file);
  } else {
    machine.write(unit.file, before, system.mode);
  }
  for (const { words } of system.refresh(unit)) await machine.run(words);
}

async function start({ system, unit }: Order, machine: Machine): Promise<string | null> {
  try {
    for (const command of system.start(unit)) await carryOut(command, machine);
    return null;
  } catch (error) {
    return (error as PmxError).message;
  }
}

async function carryOut({ words, unless }: InitCommand, machine: Machine): Promise<void> {
  if (unless !== undefined && (await machine.run(unless)).code === 0) return;
  const { code, problem } = await machine.run(words);
  if (code === 0) return;
  throw new PmxError(
    'PMX_ERR_BOOT',
    `\`${words.join(' ')}\` failed: ${problem}`,
    'Nothing was changed. See the unit with `pmx startup --print`, or name another init system.',
  );
}

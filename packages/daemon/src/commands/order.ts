/** Dependencies between apps: refused where they make no sense, and obeyed when apps are stopped. */

import { PmxError } from '@pmx/protocol';
import {
  type AppSpec,
  endlessDependencies,
  missingDependencies,
  startOrder,
  stopOrder,
} from '@pmx/supervision';
import type { Slot } from '../apps/app';
import type { Registry } from '../apps/registry';

/**
 * @param coming specs that are about to be added, or to replace those of the same name
 * @throws {PmxError} PMX_ERR_DEPENDENCY for a cycle, for an app that does not exist, and for a wait without an end
 */
export function checkDependencies(registry: Registry, coming: AppSpec[]): void {
  const names = new Set(coming.map(({ name }) => name));
  const specs = [
    ...coming,
    ...registry
      .all()
      .map(({ spec }) => spec)
      .filter(({ name }) => !names.has(name)),
  ];
  const order = startOrder(specs);
  if (!order.ok) {
    throw refused(
      `These apps depend on one another: ${order.cycle.join(' → ')}.`,
      'Take one of these dependencies away.',
    );
  }
  for (const { app, dependency, nearest } of missingDependencies(specs).filter(({ app }) => names.has(app))) {
    const advice =
      nearest === null ? 'Start it, or declare it in the same config file.' : `Did you mean ${nearest}?`;
    throw refused(`${app} depends on ${dependency}, which is not in the list.`, advice);
  }
  for (const { app, dependency } of endlessDependencies(specs).filter(({ app }) => names.has(app))) {
    throw refused(
      `${app} waits for ${dependency} to complete, but ${dependency} is started again whenever it ends.`,
      `Declare autorestart: false, or stop_exit_codes: [0], for ${dependency}.`,
    );
  }
}

/** Groups of slots to be stopped one after the other: who depends ends first. */
export function stopLayers(slots: Slot[]): Slot[][] {
  const specs = [...new Set(slots.map((slot) => slot.app.spec))];
  const layers = stopOrder(specs).map((names) => slots.filter((slot) => names.includes(slot.app.spec.name)));
  return layers.filter((layer) => layer.length > 0);
}

const refused = (message: string, advice: string): PmxError =>
  new PmxError('PMX_ERR_DEPENDENCY', message, advice);

import { type InstanceState, parseSpec, type RawApp } from '@pmx/supervision';
import type { App, Slot } from '../../../packages/daemon/src/apps/app';
import { Registry } from '../../../packages/daemon/src/apps/registry';

const CONTEXT = { cwd: '/srv', logDir: '/logs', cores: 4, homeDir: '/root', envName: null, configFile: null };

export function appOf(raw: RawApp): App {
  const parsed = parseSpec(raw, CONTEXT);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return {
    declaration: { raw, context: CONTEXT },
    spec: parsed.spec,
    inherited: {},
    createdAt: 0,
    slots: [],
    retiring: [],
  };
}

/** A registry with these apps, each with as many slots as it wants. */
export function registryOf(...raws: RawApp[]): Registry {
  const registry = new Registry();
  for (const raw of raws) {
    const app = appOf(raw);
    registry.add(app);
    for (let n = 0; n < app.spec.instances; n += 1) registry.addSlot(app, 0);
  }
  return registry;
}

export function inState(slot: Slot, state: Partial<InstanceState>): Slot {
  slot.state = { ...slot.state, ...state };
  return slot;
}

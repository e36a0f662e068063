/** The forms that a config file's value may have. */

import type { AppSpec, RawApp } from '../spec';
import { fieldByKey } from './fields';
import { isRecord, ownValue } from './record';

export type ConfigShape = { ok: true; apps: RawApp[] } | { ok: false; message: string };

const EXPECTED = 'Expected { apps: [ … ] }, a list of apps, or a single app with a script';

/** Takes `{apps: […]}`, `{apps: {…}}`, a list, or a single app; what the apps hold is for `parseSpec`. Never throws. */
export function configShape(value: unknown): ConfigShape {
  try {
    return shapeOf(value);
  } catch {
    return refuse('it cannot be read');
  }
}

function shapeOf(value: unknown): ConfigShape {
  if (Array.isArray(value)) return listShape(value, '');
  if (!isRecord(value)) return refuse('it is not an object');
  if (!Object.hasOwn(value, 'apps')) {
    return hasScript(value) ? { ok: true, apps: [value] } : refuse('it has neither `apps` nor `script`');
  }
  const apps = ownValue(value, 'apps');
  if (Array.isArray(apps)) return listShape(apps, 'apps');
  return isRecord(apps) ? { ok: true, apps: [apps] } : refuse('its `apps` is neither a list nor an object');
}

function listShape(items: unknown[], prefix: string): ConfigShape {
  if (items.length === 0) return refuse('its list of apps is empty');
  const apps: RawApp[] = [];
  for (const [index, item] of items.entries()) {
    if (!isRecord(item)) return refuse(`\`${prefix}[${index}]\` is not an object`);
    apps.push(item);
  }
  return { ok: true, apps };
}

const hasScript = (value: RawApp): boolean =>
  Object.keys(value).some((key) => fieldByKey(key)?.name === 'script');

const refuse = (reason: string): ConfigShape => ({ ok: false, message: `No apps: ${reason}. ${EXPECTED}.` });

/** Names that more than one of the specs has, each once, in order of first appearance. */
export function duplicateNames(specs: readonly Pick<AppSpec, 'name'>[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of specs) (seen.has(name) ? twice : seen).add(name);
  return [...twice];
}

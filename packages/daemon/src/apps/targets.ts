/** Which slots a word on the command line means. */

import { isAbsolute, resolve } from 'node:path';
import { type NameTarget, PmxError } from '@pmx/protocol';
import { nearest } from '@pmx/supervision';
import type { App, Slot } from './app';
import type { Registry } from './registry';

export type Word = Pick<NameTarget, 'value' | 'cwd'>;

/** @returns the slots that a name, an id, a namespace, `all` or a pattern means, or null when it means none */
export function findNamed(registry: Registry, word: string): Slot[] | null {
  const slots = registry.slots().filter((slot) => !slot.removing);
  const matching =
    word === 'all' ? slots : (byId(slots, word) ?? byName(slots, word) ?? byPattern(slots, word) ?? []);
  return matching.length > 0 ? matching : null;
}

/** The same, and the path of a script, too. */
export function findSlots(registry: Registry, { value, cwd }: Word): Slot[] | null {
  const named = findNamed(registry, value);
  if (named || (cwd === null && !isAbsolute(value))) return named;
  const path = resolve(cwd ?? '/', value);
  const slots = registry.slots().filter((slot) => !slot.removing && scriptOf(slot.app) === path);
  return slots.length > 0 ? slots : null;
}

/**
 * The slots that all words together name, each once.
 * @throws {PmxError} PMX_ERR_UNKNOWN_APP for the first word that names none; PMX_ERR_NOTHING_TO_DO for `all` of nothing
 */
export function requireSlots(registry: Registry, words: Word[]): Slot[] {
  const found = new Set<Slot>();
  for (const word of words) {
    const slots = findSlots(registry, word);
    if (slots === null) throw unknownTarget(registry, word.value);
    for (const slot of slots) found.add(slot);
  }
  return [...found];
}

export function unknownTarget(registry: Registry, word: string): PmxError {
  if (word === 'all')
    return new PmxError(
      'PMX_ERR_NOTHING_TO_DO',
      'There is no app in the list.',
      'Start one with: pmx start <script>',
    );
  const names = registry.all().flatMap((app) => [app.spec.name, app.spec.namespace]);
  const near = nearest(word, names);
  const advice = near === null ? 'See what there is with: pmx list' : `Did you mean ${near}?`;
  return new PmxError(
    'PMX_ERR_UNKNOWN_APP',
    `No app, id or namespace is called ${JSON.stringify(word)}.`,
    advice,
    { target: word },
  );
}

/** The app whose script is this very path. */
export function appByScript(registry: Registry, script: string, cwd: string): App | undefined {
  const path = resolve(cwd, script);
  return registry.all().find((app) => scriptOf(app) === path);
}

function byId(slots: Slot[], word: string): Slot[] | null {
  if (!/^\d+$/.test(word)) return null;
  return slots.filter((slot) => slot.id === Number(word));
}

function byName(slots: Slot[], word: string): Slot[] | null {
  const named = slots.filter((slot) => slot.app.spec.name === word);
  if (named.length > 0) return named;
  const spaced = slots.filter((slot) => slot.app.spec.namespace === word);
  return spaced.length > 0 ? spaced : null;
}

function byPattern(slots: Slot[], word: string): Slot[] | null {
  const match = /^\/(.+)\/(i?)$/.exec(word);
  if (!match) return null;
  try {
    const pattern = new RegExp(match[1]!, match[2]);
    const found = slots.filter((slot) => pattern.test(slot.app.spec.name));
    return found.length > 0 ? found : null;
  } catch {
    // Not a pattern after all: perhaps a path.
    return null;
  }
}

const scriptOf = ({ spec }: App): string => resolve(spec.cwd, spec.script);

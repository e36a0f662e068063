/** `depends_on`: names of apps, each with what has to be true of it. */

import type { Dependency, DependencyCondition } from '../../spec';
import { nameFault } from '../names';
import { isRecord } from '../record';
import { type Fault, type FieldType, type Reading, refuse } from './field-type';
import { part, readParts } from './object';
import { choice } from './scalars';

/** Our words, then those of Docker Compose. */
const CONDITIONS: ReadonlyMap<string, DependencyCondition> = new Map([
  ['started', 'started'],
  ['ready', 'ready'],
  ['completed', 'completed'],
  ['service_started', 'started'],
  ['service_healthy', 'ready'],
  ['service_completed_successfully', 'completed'],
]);

const DEFAULT_CONDITION: DependencyCondition = 'ready';

const condition = choice('condition', CONDITIONS, ['started', 'ready', 'completed']);

const CONDITION_PART = { condition: part(condition) };

const NAME_WORDS = 'the name of an app';

/** More apps than one home has; a sparse list would keep the daemon busy. */
const MAX_DEPENDENCIES = 1_000;

export const dependencies: FieldType<Dependency[]> = {
  label: 'dependencies',
  accepted: 'the name of an app, a list of names, or an object of names and conditions',
  readsNull: false,
  read(value) {
    if (typeof value === 'string') return collect([withDefault(value, '')]);
    if (Array.isArray(value)) return readList(value);
    return isRecord(value) ? readConditions(value) : refuse(value, this.accepted);
  },
};

function readList(names: unknown[]): Reading<Dependency[]> {
  if (names.length > MAX_DEPENDENCIES) return refuse(names, `at most ${MAX_DEPENDENCIES} names`);
  return collect(Array.from(names, (name, index) => withDefault(name, `[${index}]`)));
}

const withDefault = (name: unknown, at: string): Entry => ({
  name,
  at,
  condition: { value: DEFAULT_CONDITION },
});

function readConditions(record: Record<string, unknown>): Reading<Dependency[]> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  if (entries.length > MAX_DEPENDENCIES) return refuse(record, `at most ${MAX_DEPENDENCIES} names`);
  return collect(
    entries.map(([name, value]) => ({ name, at: `.${name.slice(0, 80)}`, condition: readCondition(value) })),
  );
}

/** `'ready'`, or Compose's `{condition: 'service_healthy'}`. */
function readCondition(value: unknown): Reading<DependencyCondition> {
  if (!isRecord(value)) return condition.read(value);
  const parts = readParts(value, CONDITION_PART);
  return 'value' in parts ? { value: parts.value.condition ?? DEFAULT_CONDITION } : parts;
}

interface Entry {
  name: unknown;
  /** Its place in the value. */
  at: string;
  condition: Reading<DependencyCondition>;
}

/** Each app once; of a name that a list has twice the first counts. */
function collect(entries: Entry[]): Reading<Dependency[]> {
  const faults: Fault[] = [];
  const found = new Map<string, Dependency>();
  for (const { name, at, condition } of entries) {
    if (typeof name !== 'string') faults.push({ at, value: name, accepted: NAME_WORDS });
    else if (nameFault(name) !== null) faults.push({ at, value: name, accepted: nameFault(name) ?? '' });
    else if ('faults' in condition)
      faults.push(...condition.faults.map((fault) => ({ ...fault, at: at + fault.at })));
    else if (!found.has(name)) found.set(name, { app: name, condition: condition.value });
  }
  return faults.length > 0 ? { faults } : { value: [...found.values()] };
}

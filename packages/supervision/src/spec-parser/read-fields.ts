/** From a raw app to typed values, field by field. Nothing is decided here; everything wrong is collected. */

import type { RawApp } from '../spec';
import {
  envNameOfKey,
  FIELD_KEYS,
  FIELDS,
  type FieldInfo,
  type FieldName,
  type FieldValues,
  fieldByKey,
  IGNORED_FIELDS,
} from './fields';
import { nearest } from './nearest';
import { ownValue } from './record';
import type { Fault, FieldType, Reading } from './types/field-type';
import { variables } from './types/variables';

/** A fault with the field as the user wrote it. */
export interface FieldFault extends Omit<Fault, 'at'> {
  field: string;
}

export interface Declared {
  values: FieldValues;
  /** The objects `env_NAME`, by NAME. */
  namedEnvs: ReadonlyMap<string, Record<string, string>>;
  /** Fields that were given, whether or not they could be read. */
  given: ReadonlySet<FieldName>;
  faults: FieldFault[];
  unknown: { field: string; nearest: string | null }[];
}

/** A list of a hundred is all that anybody reads, and each entry costs a search among all names. */
const MAX_UNKNOWN = 100;

/** Reads what the app itself holds; getters and proxies that throw become faults. */
export function readFields(raw: RawApp): Declared {
  const values = new Map<FieldName, unknown>();
  const given = new Set<FieldName>();
  const faults: FieldFault[] = [];
  for (const info of FIELDS) {
    const found = findValue(raw, info);
    if (found === null) continue;
    given.add(info.name);
    const reading = readSafely(info.type, found.value);
    if ('value' in reading) values.set(info.name, reading.value);
    else faults.push(...located(found.key, reading.faults));
  }
  const named = readNamedEnvs(raw);
  return {
    values: Object.fromEntries(values) as FieldValues,
    given,
    namedEnvs: named.envs,
    faults: [...faults, ...named.faults],
    unknown: unknownFields(raw),
  };
}

/** The canonical name goes before the aliases: options are given under it and must win. */
function findValue(raw: RawApp, info: FieldInfo): { key: string; value: unknown } | null {
  for (const key of info.keys) {
    const value = propertyOf(raw, key);
    if (value !== undefined && (value !== null || info.type.readsNull)) return { key, value };
  }
  return null;
}

/** Stands for a property that could not be read; every type refuses a symbol. */
const UNREADABLE = Symbol('a property that cannot be read');

function propertyOf(raw: RawApp, key: string): unknown {
  try {
    return ownValue(raw, key);
  } catch {
    return UNREADABLE;
  }
}

function readSafely<T>(type: FieldType<T>, value: unknown): Reading<T> {
  try {
    return type.read(value);
  } catch {
    return { faults: [{ at: '', value: UNREADABLE, accepted: type.accepted }] };
  }
}

function readNamedEnvs(raw: RawApp): { envs: Map<string, Record<string, string>>; faults: FieldFault[] } {
  const envs = new Map<string, Record<string, string>>();
  const faults: FieldFault[] = [];
  for (const key of Object.keys(raw)) {
    const name = envNameOfKey(key);
    const value = name === null ? undefined : propertyOf(raw, key);
    if (name === null || value === undefined || value === null) continue;
    const reading = readSafely(variables, value);
    if ('value' in reading) envs.set(name, reading.value);
    else faults.push(...located(key, reading.faults));
  }
  return { envs, faults };
}

const located = (field: string, faults: Fault[]): FieldFault[] =>
  faults.map(({ at, value, accepted }) => ({ field: field + at, value, accepted }));

function unknownFields(raw: RawApp): Declared['unknown'] {
  return Object.keys(raw)
    .filter((key) => !fieldByKey(key) && !IGNORED_FIELDS.has(key) && envNameOfKey(key) === null)
    .slice(0, MAX_UNKNOWN)
    .map((key) => ({ field: key.slice(0, 200), nearest: nearest(key, FIELD_KEYS) }));
}

/** Objects with keys of their own, read by a table as an app's fields are; but a key that none has is refused. */

import { withCamelCase } from '../camel-case';
import { nearest } from '../nearest';
import { ownValue } from '../record';
import { type Fault, type FieldType, type Reading, refuse } from './field-type';

/** One key of an object. */
export interface Part<T> {
  type: FieldType<T>;
  /** Other names, without the camelCase forms. */
  aliases: readonly string[];
}

export const part = <T>(type: FieldType<T>, aliases: readonly string[] = []): Part<T> => ({ type, aliases });

type Parts = Readonly<Record<string, Part<unknown>>>;

/** What was given, by canonical name. */
export type PartValues<P extends Parts> = {
  [Name in keyof P]?: P[Name] extends Part<infer T> ? T : never;
};

/** Reads the own properties of `record`. Null and undefined are the same as leaving a key out. */
export function readParts<P extends Parts>(
  record: Record<string, unknown>,
  parts: P,
): Reading<PartValues<P>> {
  const readings = Object.entries(parts).map(([name, { type, aliases }]) =>
    readPart(record, name, withCamelCase([name, ...aliases]), type),
  );
  const faults = [...unknownKeys(record, parts), ...readings.flatMap((reading) => reading.faults)];
  if (faults.length > 0) return { faults };
  return { value: Object.fromEntries(readings.flatMap((reading) => reading.entries)) as PartValues<P> };
}

interface PartReading {
  entries: [name: string, value: unknown][];
  faults: Fault[];
}

function readPart(
  record: Record<string, unknown>,
  name: string,
  keys: string[],
  type: FieldType<unknown>,
): PartReading {
  const key = keys.find((candidate) => (ownValue(record, candidate) ?? null) !== null);
  if (key === undefined) return { entries: [], faults: [] };
  const reading = type.read(ownValue(record, key));
  if ('value' in reading) return { entries: [[name, reading.value]], faults: [] };
  return { entries: [], faults: reading.faults.map((fault) => ({ ...fault, at: `.${key}${fault.at}` })) };
}

/** More than anybody reads would only cost time. */
const MAX_UNKNOWN = 20;

function unknownKeys(record: Record<string, unknown>, parts: Parts): Fault[] {
  const known = Object.entries(parts).flatMap(([name, { aliases }]) => withCamelCase([name, ...aliases]));
  return Object.keys(record)
    .filter((key) => !known.includes(key))
    .slice(0, MAX_UNKNOWN)
    .flatMap((key) => refuseKey(key, record[key], known, Object.keys(parts)).faults);
}

function refuseKey(key: string, value: unknown, known: string[], names: string[]): { faults: Fault[] } {
  const meant = nearest(key, known);
  const question = meant === null ? '' : `; did you mean ${meant}?`;
  return refuse(value, `left out: the keys are ${names.join(', ')}${question}`, `.${key.slice(0, 80)}`);
}

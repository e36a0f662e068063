/** Checks of what clients send. Each names the field that is wrong. */

import { isRecord, PmxError } from '@pmx/protocol';

/** Returns the value when it has the shape. @throws {PmxError} PMX_ERR_PROTOCOL naming `where` */
export type Shape<T> = (value: unknown, where: string) => T;

/** Longest word that names an app or an option. */
const MAX_WORD = 4_096;

function refuse(where: string, wanted: string): never {
  throw new PmxError('PMX_ERR_PROTOCOL', `${where} must be ${wanted}.`);
}

export const string: Shape<string> = (value, where) =>
  typeof value === 'string' ? value : refuse(where, 'a string');

export const word: Shape<string> = (value, where) => {
  const text = string(value, where);
  return text.length <= MAX_WORD ? text : refuse(where, `at most ${MAX_WORD} characters long`);
};

export const boolean: Shape<boolean> = (value, where) =>
  typeof value === 'boolean' ? value : refuse(where, 'true or false');

/** A finite number; no counter or time of ours is below 0. */
export const number: Shape<number> = (value, where) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : refuse(where, 'a number of 0 or more');

export const anything: Shape<unknown> = (value) => value;

export const record: Shape<Record<string, unknown>> = (value, where) =>
  isRecord(value) ? value : refuse(where, 'an object');

export const nullable =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, where) =>
    value === null ? null : shape(value, where);

export const oneOf =
  <T extends string>(...words: T[]): Shape<T> =>
  (value, where) =>
    words.find((allowed) => allowed === value) ?? refuse(where, `one of ${words.join(', ')}`);

export const list =
  <T>(shape: Shape<T>): Shape<T[]> =>
  (value, where) =>
    Array.isArray(value)
      ? value.map((item, index) => shape(item, `${where}[${index}]`))
      : refuse(where, 'an array');

/** Values of an environment: strings, under names without a prototype. */
export const strings: Shape<Record<string, string>> = (value, where) => {
  const entries = Object.entries(record(value, where)).map(([key, item]) => [
    key,
    string(item, `${where}.${key}`),
  ]);
  return Object.assign(Object.create(null), Object.fromEntries(entries));
};

/** An object with these fields; further ones are dropped. */
export function object<T extends object>(fields: { [K in keyof T]: Shape<T[K]> }): Shape<T> {
  return (value, where) => {
    const given = record(value, where);
    const checked = {} as T;
    for (const name of Object.keys(fields) as (keyof T & string)[]) {
      const present = Object.hasOwn(given, name) ? given[name] : undefined;
      checked[name] = fields[name](present, where === '' ? name : `${where}.${name}`);
    }
    return checked;
  };
}

/** Config values must survive JSON on their way to the daemon: nothing may be lost silently. */

import { PmxError } from '@pmx/protocol';

/** Fields in which a regular expression may stand; it goes on as the text `/source/`, which takes no flags. */
const PATTERN_FIELD = /(?:^|\.)ignore_?watch(?:\[\d+\])?$/i;

/**
 * A copy of plain JSON values. A property that is `undefined` is left out, as in JSON: configs read
 * `TOKEN: process.env.TOKEN` to say "if it is set".
 * @throws {PmxError} PMX_ERR_INVALID_SPEC naming the field: a function, symbol, Date, class instance, cycle, NaN…
 */
export function toPlain(value: unknown, file: string): unknown {
  return copy(value, '', { file, above: new Set() });
}

interface Walk {
  file: string;
  /** The objects that hold the current one, to notice a cycle. */
  above: Set<object>;
}

function copy(value: unknown, path: string, walk: Walk): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') throw notPlain(path, describe(value), walk);
  if (value instanceof RegExp && value.flags === '' && PATTERN_FIELD.test(path)) return `/${value.source}/`;
  if (walk.above.has(value)) throw notPlain(path, 'a reference to an object that holds it', walk);
  walk.above.add(value);
  const copied = Array.isArray(value) ? copyList(value, path, walk) : copyObject(value, path, walk);
  walk.above.delete(value);
  return copied;
}

function copyList(list: unknown[], path: string, walk: Walk): unknown[] {
  return Array.from(list, (item, index) => copy(item, `${path}[${index}]`, walk));
}

function copyObject(value: object, path: string, walk: Walk): Record<string, unknown> {
  if (!isPlainObject(value)) throw notPlain(path, describe(value), walk);
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  // fromEntries defines properties, so that a key `__proto__` stays a key.
  return Object.fromEntries(present.map(([key, item]) => [key, copy(item, join(path, key), walk)]));
}

/** Configs come from other realms too (jiti, node:vm), whose Object.prototype is not ours. A module namespace has none. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    (!(value instanceof Date) &&
      Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype as object, 'hasOwnProperty'))
  );
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function describe(value: unknown): string {
  if (value instanceof RegExp) return `the regular expression ${value}`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'object' && value !== null)
    return `an object of class ${value.constructor?.name || 'unknown'}`;
  return typeof value === 'symbol' ? 'a symbol' : String(value);
}

function notPlain(path: string, what: string, { file }: Walk): PmxError {
  const field = path === '' ? 'the config' : path;
  return new PmxError(
    'PMX_ERR_INVALID_SPEC',
    `${file}: ${field} is ${what}.`,
    'Use text, numbers, true, false, null, lists and plain objects.',
    { file, field: path },
  );
}

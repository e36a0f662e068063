/** Lists, and the short forms in which people write them. */

import { splitWords } from '../shell-words';
import { type Fault, type FieldType, type Reading, refuse } from './field-type';
import { parseBoolean, parseInteger } from './scalars';
import { isCarriable } from './text';

/** A sparse array of four thousand million places would keep the daemon busy for minutes. */
const MAX_ITEMS = 10_000;

/** @returns undefined for anything but text, a number or a boolean */
export function parseScalar(value: unknown): string | undefined {
  const isPlain = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  const scalar = isPlain ? String(value) : value;
  return isCarriable(scalar) ? scalar : undefined;
}

const parsePath = (value: unknown): string | undefined =>
  isCarriable(value) && value.trim() !== '' ? value : undefined;

function readItems<T>(
  items: unknown[],
  accepted: string,
  parse: (item: unknown) => T | undefined,
): Reading<T[]> {
  if (items.length > MAX_ITEMS) return refuse(items, `at most ${MAX_ITEMS} items`);
  const values: T[] = [];
  const faults: Fault[] = [];
  for (const [index, item] of items.entries()) {
    const value = parse(item);
    if (value === undefined) faults.push({ at: `[${index}]`, value: item, accepted });
    else values.push(value);
  }
  return faults.length > 0 ? { faults } : { value: values };
}

/** Arguments: a list, or a line that is split as a shell splits it. */
export const words: FieldType<string[]> = {
  label: 'words',
  accepted: 'a list of text and numbers, or a line with every quote closed',
  readsNull: false,
  read(value) {
    if (Array.isArray(value)) return readItems(value, 'text, a number or a boolean', parseScalar);
    const line = typeof value === 'boolean' ? undefined : parseScalar(value);
    const split = line === undefined ? undefined : splitWords(line);
    return split === undefined ? refuse(value, this.accepted) : { value: split };
  },
};

/** One path or several. */
export const paths: FieldType<string[]> = {
  label: 'list',
  accepted: 'a path, or a list of paths',
  readsNull: false,
  read(value) {
    if (Array.isArray(value)) return readItems(value, 'a path that is not empty', parsePath);
    const path = parsePath(value);
    return path === undefined ? refuse(value, this.accepted) : { value: [path] };
  },
};

/** Paths, or a boolean for all or nothing. */
export const pathsOrBoolean: FieldType<boolean | string[]> = {
  label: 'boolean or list',
  accepted: 'true, false, a path, or a list of paths',
  readsNull: false,
  read(value) {
    const bool = parseBoolean(value);
    if (bool !== undefined) return { value: bool };
    return Array.isArray(value) || parsePath(value) ? paths.read(value) : refuse(value, this.accepted);
  },
};

/** Globs or paths; false: none, not even the default one. */
export const globs: FieldType<false | string[]> = {
  label: 'list',
  accepted: 'a path or glob, a list of them, or false',
  readsNull: false,
  read(value) {
    if (parseBoolean(value) === false) return { value: false };
    const isBad = parseBoolean(value) === true || !(Array.isArray(value) || parsePath(value));
    return isBad ? refuse(value, this.accepted) : paths.read(value);
  },
};

/** Beginnings of variables' names, or a boolean for all or none. Text is split at commas and spaces. */
export const prefixesOrBoolean: FieldType<boolean | string[]> = {
  label: 'boolean or list',
  accepted: 'true, false, or the beginnings of names of variables',
  readsNull: false,
  read(value) {
    const bool = parseBoolean(value);
    if (bool !== undefined) return { value: bool };
    const items = isCarriable(value) ? splitList(value) : value;
    if (!Array.isArray(items)) return refuse(value, this.accepted);
    return readItems(items, 'text that is not empty', parsePath);
  },
};

/** Exit codes, each once. */
export const exitCodes: FieldType<number[]> = {
  label: 'exit codes',
  accepted: 'whole numbers from 0 to 255, as a number, a list or "1,2"',
  readsNull: false,
  read(value) {
    const items = isCarriable(value) ? splitList(value) : typeof value === 'number' ? [value] : value;
    if (!Array.isArray(items)) return refuse(value, this.accepted);
    const reading = readItems(items, 'a whole number from 0 to 255', (item) => parseInteger(item, 0, 255));
    return 'faults' in reading ? reading : { value: [...new Set(reading.value)] };
  },
};

const splitList = (line: string): string[] => line.split(/[\s,]+/).filter((item) => item !== '');

/** Files that pmx writes for an app. */

import { type FieldType, simpleType } from './field-type';
import { isCarriable } from './text';

/** A path; true: the default one; false: no such file. */
export type LogTarget = string | boolean;

/** A YAML parser turns `NULL` into null before it comes here, so null is one more way to write it. */
const OFF: ReadonlySet<unknown> = new Set([null, false, 'false', 'NULL', 'null', '/dev/null']);

const isFilePath = (value: unknown): value is string =>
  isCarriable(value) && value.trim() !== '' && !value.endsWith('/');

export const logTarget: FieldType<LogTarget> = {
  ...simpleType('log file', "a file's path, or NULL to turn it off", (value): LogTarget | undefined => {
    if (OFF.has(value)) return false;
    if (value === true || value === 'true') return true;
    return isFilePath(value) ? value : undefined;
  }),
  readsNull: true,
};

export const filePath: FieldType<string> = simpleType('path', "a file's path", (value) =>
  isFilePath(value) ? value : undefined,
);

/** Looking at values of unknown origin without trusting their prototypes. */

/** Whether `value` is a plain object, of whatever realm: no list, date, map or function. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]';

/** The value of an own property; undefined when it is missing or only inherited. */
export const ownValue = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

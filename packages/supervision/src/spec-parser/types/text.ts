/** Text and names: what may reach a command line, an environment or a path. */

import { type FieldType, simpleType } from './field-type';

/** The kernel takes no longer string in a command line or an environment (Linux: MAX_ARG_STRLEN). */
export const MAX_TEXT = 131_071;

/** Whether `value` is a string that the operating system can carry. */
export const isCarriable = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_TEXT && !value.includes('\0');

const isPrintable = (value: unknown): value is string => isCarriable(value) && !/\p{Cc}/u.test(value);

/** Text of at least one visible character, on as many lines as it likes. */
export const text: FieldType<string> = simpleType('text', 'text that is not empty', (value) =>
  isCarriable(value) && value.trim() !== '' ? value : undefined,
);

/** One line of text; false and the empty text turn it off. */
export const lineOrOff: FieldType<string | null> = simpleType(
  'text',
  'one line of text, or false to turn it off',
  (value) => {
    if (value === false || value === '') return null;
    return isPrintable(value) ? value : undefined;
  },
);

/** A name, which is checked later: whether it is missing, derived or has a suffix is not known here. */
export const nameText: FieldType<string> = simpleType('name', 'a name as text', (value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
});

/** Whether `name` can name an environment variable. `__proto__` is left out so that no record can be polluted by one. */
export const isVariableName = (name: string): boolean =>
  isCarriable(name) && name !== '' && !name.includes('=') && name !== '__proto__';

export const variableName: FieldType<string> = simpleType(
  'variable name',
  'the name of an environment variable, without =',
  (value) => (typeof value === 'string' && isVariableName(value) ? value : undefined),
);

/** A user or group: a name or a number from 0 to 4294967294. */
export const account: FieldType<string | number> = simpleType(
  'user or group',
  'a name, or an id of 0 or more',
  (value) => {
    if (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) {
      const id = Number(value);
      return Number.isInteger(id) && id >= 0 && id <= 4_294_967_294 ? id : undefined;
    }
    return isPrintable(value) && /^[^\s:-][^\s:]*$/.test(value) ? value : undefined;
  },
);

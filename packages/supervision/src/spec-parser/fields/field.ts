import type { FieldType } from '../types/field-type';

/** One row of the table of fields. */
export interface Field<T> {
  type: FieldType<T>;
  /** The default in words, for tables. */
  default: string;
  meaning: string;
  /** Other names, without the camelCase forms, which every name has. */
  aliases: readonly string[];
}

export const field = <T>(
  type: FieldType<T>,
  defaultText: string,
  meaning: string,
  aliases: readonly string[] = [],
): Field<T> => ({ type, default: defaultText, meaning, aliases });

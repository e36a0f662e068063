/** The table of fields: it drives parsing, the search for unknown fields, docs/config.md and the options of the CLI. */

import { withCamelCase } from '../camel-case';
import type { FieldType } from '../types/field-type';
import type { Field } from './field';
import { HEALTH_FIELDS } from './health';
import { LIFECYCLE_FIELDS } from './lifecycle';
import { LOG_FIELDS } from './logs';
import { PROGRAM_FIELDS } from './program';
import { RELOAD_FIELDS } from './reload';

const TABLE = { ...PROGRAM_FIELDS, ...LOG_FIELDS, ...LIFECYCLE_FIELDS, ...HEALTH_FIELDS, ...RELOAD_FIELDS };

export type FieldName = keyof typeof TABLE;

/** What a user declared, field by field; what is missing was not given. */
export type FieldValues = {
  [Name in FieldName]?: (typeof TABLE)[Name]['type'] extends FieldType<infer T> ? T : never;
};

/** One field, for parsers, docs and options. */
export interface FieldInfo extends Field<unknown> {
  /** Canonical, in snake_case. */
  name: FieldName;
  /** Every accepted name: the canonical one, its camelCase form, then the aliases with theirs. */
  keys: readonly string[];
}

export const FIELDS: readonly FieldInfo[] = Object.entries<Field<unknown>>(TABLE).map(([name, row]) => ({
  ...row,
  name: name as FieldName,
  keys: withCamelCase([name, ...row.aliases]),
}));

const BY_KEY: ReadonlyMap<string, FieldInfo> = new Map(
  FIELDS.flatMap((info) => info.keys.map((key) => [key, info] as const)),
);

/** The field that goes by this name or alias. */
export const fieldByKey = (key: string): FieldInfo | undefined => BY_KEY.get(key);

/** Every accepted name, for suggestions. */
export const FIELD_KEYS: readonly string[] = [...BY_KEY.keys()];

/** pm2's fields for its cloud, its own deployment and Windows: they have nothing to act on here, and no user misses them. */
export const IGNORED_FIELDS: ReadonlySet<string> = new Set(
  withCamelCase([
    'automation',
    'autodump',
    'deep_monitoring',
    'deploy',
    'disable_source_map_support',
    'disable_trace',
    'event_loop_inspector',
    'io',
    'kill_retry_time',
    'km_link',
    'next_gen_js',
    'pmx',
    'post_update',
    'pre_setup',
    'trace',
    'v8',
    'vizion',
    'vizion_running',
    'windows_hide',
    'write',
  ]),
);

/** The NAME of a field `env_NAME`; null for other keys, `env_file` among them. */
export function envNameOfKey(key: string): string | null {
  return key.startsWith('env_') && key.length > 4 && !BY_KEY.has(key) ? key.slice(4) : null;
}

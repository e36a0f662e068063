import type { ExecMode } from '../../spec';
import type { FieldValues } from '../fields';
import { runtimeOf } from '../runtime';
import { MAX_INSTANCES } from '../types/scalars';

/** From 1 to MAX_INSTANCES. */
export function countInstances(declared: FieldValues['instances'], cores: number): number {
  const wanted = declared === 'max' || declared === undefined || declared > 0 ? declared : cores + declared;
  const count = wanted === 'max' ? cores : (wanted ?? 1);
  return Math.min(Math.max(count, 1), MAX_INSTANCES);
}

/** Who asks for instances of a Node program without a mode means a cluster. */
export function chooseMode(values: FieldValues, script: string): ExecMode {
  if (values.exec_mode !== undefined) return values.exec_mode;
  if (values.instances === undefined) return 'fork';
  return runtimeOf(script, values.interpreter ?? null) === 'node' ? 'cluster' : 'fork';
}

/** `env`, then `env_NAME` over it, then `port`: what is said later or more plainly wins. */
export function buildEnv(
  values: FieldValues,
  namedEnv: Record<string, string> | undefined,
): Record<string, string> {
  const port = values.port === undefined ? {} : { PORT: String(values.port) };
  return { ...values.env, ...namedEnv, ...port };
}

export function buildFilter(filter: FieldValues['filter_env'] = false): boolean | string[] {
  return Array.isArray(filter) && filter.length === 0 ? false : filter;
}

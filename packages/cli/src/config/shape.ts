/** The top level of a config: where its apps are. */

import { type ConfigTarget, isRecord } from '@pmx/protocol';
import { shapeError } from './errors';

/** As the API has it: the CLI knows the spec's types through the protocol alone. */
export type RawApp = ConfigTarget['apps'][number];

/** Any of these makes an object an app. */
const SCRIPT_FIELDS = ['script', 'exec', 'cmd', 'command'];

/**
 * `{ apps: [...] }`, `{ apps: {...} }`, a list of apps, or one app.
 * @throws {PmxError} PMX_ERR_CONFIG_SHAPE
 */
export function appsOf(value: unknown, file: string): RawApp[] {
  const apps = listOf(value, file);
  if (apps.length === 0) throw shapeError(file, 'it holds no apps.');
  return apps.map((app, index) => {
    if (isRecord(app)) return app;
    throw shapeError(file, `apps[${index}] is ${kindOf(app)}, not an app.`);
  });
}

function listOf(value: unknown, file: string): unknown[] {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) throw shapeError(file, `it is ${kindOf(value)}, and no apps are in it.`);
  if (Array.isArray(value.apps)) return value.apps;
  if (isRecord(value.apps) && isApp(value.apps)) return [value.apps];
  if (value.apps !== undefined) throw shapeError(file, '`apps` is neither a list of apps nor one app.');
  if (isApp(value)) return [value];
  throw shapeError(file, 'it has neither `apps` nor `script`.');
}

const isApp = (value: Record<string, unknown>): boolean =>
  SCRIPT_FIELDS.some((field) => Object.hasOwn(value, field));

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

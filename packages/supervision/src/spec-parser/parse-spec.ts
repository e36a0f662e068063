/** The one parser of app specs. */

import type { ParseContext, ParseResult, RawApp } from '../spec';
import { buildSpec } from './build';
import { crossFieldFaults } from './checks';
import { defaultName } from './default-name';
import { nameFault } from './names';
import { resolvePath } from './paths';
import { type Declared, type FieldFault, readFields } from './read-fields';
import { isRecord } from './record';
import { showConfidential, showValue } from './show-value';

/**
 * Turns what a user wrote into a complete spec, or into the list of all that is wrong with it. Never throws.
 * @param position what problems call the app as long as it has no proper name, such as `apps[2]`
 */
export function parseSpec(raw: RawApp, context: ParseContext, position = 'the app'): ParseResult {
  const declared = declare(raw);
  if (declared === null) return notAnApp(raw, position);
  const name = nameOf(declared, context);
  const faults = [...declared.faults, ...crossFieldFaults(declared, name)];
  const app = name !== null && nameFault(name) === null ? name : position;
  const unknown = declared.unknown.map((field) => ({ app, ...field }));
  const { script } = declared.values;
  if (faults.length > 0 || script === undefined || name === null) {
    return { ok: false, problems: faults.map((fault) => problem(app, fault)), unknown };
  }
  return { ok: true, spec: buildSpec(declared, script, name, context), unknown };
}

/** null for what is no object, or one that does not even tell its keys. */
function declare(raw: RawApp): Declared | null {
  try {
    return isRecord(raw) ? readFields(raw) : null;
  } catch {
    return null;
  }
}

function notAnApp(raw: unknown, position: string): ParseResult {
  const fault = { field: 'app', value: raw, accepted: 'an object with the fields of an app' };
  return { ok: false, problems: [problem(position, fault)], unknown: [] };
}

function nameOf({ values }: Declared, context: ParseContext): string | null {
  const base = values.name ?? derivedName(values, context);
  if (base === null || !values.append_env_to_name || context.envName === null) return base;
  return `${base}-${context.envName}`;
}

function derivedName({ script, cwd = '.' }: Declared['values'], context: ParseContext): string | null {
  if (script === undefined) return null;
  return defaultName(script, resolvePath(cwd, context.cwd, context.homeDir), context.homeDir);
}

/** The values of variables are often secret; their names tell enough. */
const isConfidential = (field: string): boolean => /^env(_\w+)?\b/i.test(field);

const problem = (app: string, { field, value, accepted }: FieldFault) => ({
  app,
  field: field.slice(0, 200),
  value: isConfidential(field) ? showConfidential(value) : showValue(value),
  accepted,
});

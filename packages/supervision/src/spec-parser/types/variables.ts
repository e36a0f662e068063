/** Environment variables as people declare them. */

import { isRecord } from '../record';
import { type Fault, type FieldType, type Reading, refuse } from './field-type';
import { parseScalar } from './lists';
import { isVariableName } from './text';

const VALUE_WORDS = 'text, a number or a boolean (write a nested value as JSON text)';
const NAME_WORDS = 'a name that is not empty, without = and NUL';

/** What is null or undefined is skipped, so that a config can leave a variable out by a condition. */
export const variables: FieldType<Record<string, string>> = {
  label: 'variables',
  accepted: `an object of variables; each value ${VALUE_WORDS}`,
  readsNull: false,
  read(value) {
    return isRecord(value) ? readVariables(value) : refuse(value, this.accepted);
  },
};

function readVariables(record: Record<string, unknown>): Reading<Record<string, string>> {
  const faults: Fault[] = [];
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined || value === null) continue;
    const scalar = parseScalar(value);
    if (!isVariableName(name))
      faults.push({ at: `.${name.slice(0, 80)}`, value: name, accepted: NAME_WORDS });
    else if (scalar === undefined) faults.push({ at: `.${name}`, value, accepted: VALUE_WORDS });
    else entries.push([name, scalar]);
  }
  return faults.length > 0 ? { faults } : { value: Object.fromEntries(entries) };
}

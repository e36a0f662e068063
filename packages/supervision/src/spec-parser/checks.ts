/** What only several fields together can tell. */

import { isCommandLine } from './default-name';
import { nameFault } from './names';
import type { Declared, FieldFault } from './read-fields';
import { runtimeOf } from './runtime';

/** @param name the final name; null: there is no script to derive it from */
export function crossFieldFaults(declared: Declared, name: string | null): FieldFault[] {
  return [
    ...scriptFaults(declared),
    ...nameFaults('name', declared.given.has('name') && declared.values.name === undefined ? null : name),
    ...nameFaults('namespace', declared.values.namespace ?? null),
    ...clusterFaults(declared),
    ...backoffFaults(declared),
  ];
}

function scriptFaults({ given }: Declared): FieldFault[] {
  if (given.has('script')) return [];
  return [{ field: 'script', value: undefined, accepted: 'a path, a command, or a shell command line' }];
}

function nameFaults(field: string, name: string | null): FieldFault[] {
  const accepted = name === null ? null : nameFault(name);
  return accepted === null ? [] : [{ field, value: name, accepted }];
}

/** Run as a plain process, it would look clustered in every list and share no port. */
function clusterFaults({ values: { script, interpreter, exec_mode } }: Declared): FieldFault[] {
  if (exec_mode !== 'cluster' || script === undefined) return [];
  if (runtimeOf(script, interpreter ?? null) !== 'other') return [];
  const accepted = isCommandLine(script)
    ? 'fork: a shell command line cannot be clustered'
    : 'fork: only Node programs can be clustered';
  return [{ field: 'exec_mode', value: exec_mode, accepted }];
}

function backoffFaults({ values }: Declared): FieldFault[] {
  const { backoff_max: max, exp_backoff_restart_delay: base = 0 } = values;
  if (max === undefined || base <= max) return [];
  return [{ field: 'backoff_max', value: max, accepted: `at least exp_backoff_restart_delay, ${base} ms` }];
}

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
    ...readinessFaults(declared),
    ...heartbeatFaults(declared),
    ...dependencyFaults(declared, name),
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

function readinessFaults({ values: { readiness, wait_ready } }: Declared): FieldFault[] {
  if (readiness === undefined || !wait_ready) return [];
  const accepted = 'left out where `readiness` is given: only one of them can tell when the app is ready';
  return [{ field: 'wait_ready', value: wait_ready, accepted }];
}

/** Nobody would beat, and the app would be restarted for ever. */
function heartbeatFaults({ values: { health, agent, script, interpreter } }: Declared): FieldFault[] {
  if (health?.probe.kind !== 'heartbeat' || script === undefined) return [];
  const hasAgent = agent !== false && runtimeOf(script, interpreter ?? null) !== 'other';
  if (hasAgent) return [];
  const accepted = 'http, tcp or command: only the agent, in a Node program, has a heartbeat';
  return [{ field: 'health.heartbeat', value: true, accepted }];
}

function dependencyFaults({ values }: Declared, name: string | null): FieldFault[] {
  if (name === null || !values.depends_on?.some(({ app }) => app === name)) return [];
  return [{ field: 'depends_on', value: name, accepted: 'the names of other apps' }];
}

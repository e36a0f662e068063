/** The environment of a program (invariant 9): what was inherited and declared, and a short list. Pure. */

import { AGENT_VARIABLE, type AgentIdentity } from '@pmx/protocol';
import type { AppSpec } from '@pmx/supervision';
import type { Launch, Surroundings } from './types';

type Variables = Readonly<Record<string, string>>;

export interface ProcessIdentity {
  /** Id of the instance. */
  id: number;
  /** Its index in its app, from 0. */
  index: number;
  key: string;
  /** As in `AgentIdentity`. */
  probation: number;
}

type EnvironmentSpec = Pick<AppSpec, 'cwd' | 'env' | 'filterEnv' | 'incrementVar' | 'instanceVar' | 'stop'>;

/** Node's own, for a child with an IPC channel, and the caller's whereabouts. */
const NEVER_INHERITED = new Set([
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
  'OLDPWD',
]);

/** Of this and of other process managers: `pm_id` and its kin belong to the process that runs the command. */
const MANAGERS_OWN = /^(PMX_|PM2_|pm_|axm_)/;

/** What the best-known rival puts into the environment of its programs under names that others may use too. */
const RIVALS_OWN = new Set(
  (
    'args autorestart created_at cwd env exec_interpreter exec_mode exit_code filter_env instance_var instances ' +
    'kill_retry_time km_link merge_logs name namespace node_args node_version pmx prev_restart_delay restart_time ' +
    'status treekill unique_id unstable_restarts username version versioning vizion vizion_running watch windowsHide'
  ).split(' '),
);

/**
 * @param launch null: without what only the process of one start gets
 * @param surroundings null likewise
 */
export function childEnvironment(
  spec: EnvironmentSpec,
  inherited: Variables,
  process: ProcessIdentity,
  launch: Pick<Launch, 'reportsBoot' | 'account'> | null,
  surroundings: Pick<Surroundings, 'agentSocket'> | null,
): Record<string, string> {
  const environment = baseEnvironment(spec, inherited, launch);
  const { instanceVar, incrementVar } = spec;
  const start = incrementVar === null ? 0 : startOf(environment[incrementVar]);
  environment.pm_id = String(process.id);
  if (instanceVar !== '') environment[instanceVar] = String(process.index);
  if (incrementVar !== null) environment[incrementVar] = String(start + process.index);
  if (launch?.reportsBoot && surroundings !== null) {
    const identity: AgentIdentity = {
      socket: surroundings.agentSocket,
      key: process.key,
      probation: process.probation,
      stopSignal: spec.stop.signal,
    };
    environment[AGENT_VARIABLE] = JSON.stringify(identity);
  }
  return environment;
}

/** What all instances share. */
export function baseEnvironment(
  spec: EnvironmentSpec,
  inherited: Variables,
  launch: Pick<Launch, 'account'> | null = null,
): Record<string, string> {
  const { account } = launch ?? { account: null };
  const user: Variables = account ? { HOME: account.home, USER: account.name, LOGNAME: account.name } : {};
  return Object.assign(filtered(spec, inherited), { PWD: spec.cwd }, user, spec.env);
}

function filtered({ filterEnv, instanceVar }: EnvironmentSpec, inherited: Variables): Record<string, string> {
  if (filterEnv === true) return {};
  const prefixes = filterEnv === false ? [] : filterEnv;
  const underRival = 'pm_exec_path' in inherited;
  const isKept = (name: string): boolean =>
    !NEVER_INHERITED.has(name) &&
    !MANAGERS_OWN.test(name) &&
    !(underRival && RIVALS_OWN.has(name)) &&
    name !== instanceVar &&
    !prefixes.some((prefix) => name.startsWith(prefix));
  // Without a prototype: a variable may be called `__proto__`. One object and no more: a list of apps holds one of each.
  const kept: Record<string, string> = Object.create(null);
  for (const name of Object.keys(inherited)) if (isKept(name)) kept[name] = inherited[name]!;
  return kept;
}

/** The declared start of `increment_var`; 0 when there is none or it is no number. */
function startOf(value: string | undefined): number {
  const start = Number(value ?? 0);
  return Number.isFinite(start) ? start : 0;
}

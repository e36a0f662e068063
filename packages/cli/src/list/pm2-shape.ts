/** One instance in the shape of pm2's jlist, which scripts read. */

import { resolve } from 'node:path';
import type { InstanceDetails } from '@pmx/protocol';

export interface Pm2Process {
  pid: number;
  name: string;
  pm_id: number;
  monit: { memory: number; cpu: number };
  pm2_env: Record<string, unknown>;
}

export function toPm2(app: InstanceDetails): Pm2Process {
  return {
    pid: app.pid ?? 0,
    name: app.name,
    pm_id: app.id,
    monit: { memory: app.memory, cpu: app.cpu },
    pm2_env: { ...runtimeFields(app), ...declaredFields(app), env: app.env },
  };
}

function runtimeFields(app: InstanceDetails): Record<string, unknown> {
  const exit = app.lastExit;
  return {
    name: app.name,
    pm_id: app.id,
    status: app.status,
    pm_uptime: app.startedAt,
    restart_time: app.restarts,
    unstable_restarts: app.unstableRestarts,
    created_at: app.createdAt,
    version: app.version ?? 'N/A',
    node_version: app.nodeVersion?.replace(/^v/, '') ?? null,
    username: app.user,
    // null, never 0, for an exit by signal or one that nobody saw.
    exit_code: exit?.kind === 'code' ? exit.code : null,
    exit_signal: exit?.kind === 'signal' ? exit.signal : null,
    cause: app.cause,
    NODE_APP_INSTANCE: app.index,
  };
}

function declaredFields(app: InstanceDetails): Record<string, unknown> {
  return {
    namespace: app.namespace,
    exec_mode: `${app.execMode}_mode`,
    instances: app.instances,
    pm_exec_path: execPath(app),
    pm_cwd: app.cwd,
    exec_interpreter: app.interpreter,
    node_args: app.interpreterArgs,
    args: app.args,
    pm_out_log_path: app.outFile ?? '/dev/null',
    pm_err_log_path: app.errorFile ?? '/dev/null',
    ...(app.combinedFile !== null && { pm_log_path: app.combinedFile }),
    pm_pid_path: app.pidFile,
    watch: app.watch.length === 0 ? false : app.watch,
    autorestart: app.autorestart,
    max_memory_restart: app.maxMemory,
    cron_restart: app.cron,
    kill_timeout: app.killTimeout,
  };
}

/** Absolute, as scripts expect it; a command on PATH and a shell command line stay as they are. */
function execPath({ script, interpreter, cwd }: InstanceDetails): string {
  const isPath = interpreter === 'none' ? /^\S*\/\S*$/.test(script) : !/\s/.test(script);
  return isPath ? resolve(cwd, script) : script;
}

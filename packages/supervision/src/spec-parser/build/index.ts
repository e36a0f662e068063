/** From declared values to the app spec: every default is filled in here. */

import type { AppSpec, ParseContext } from '../../spec';
import { isCommandLine } from '../default-name';
import { expandHome, resolvePath } from '../paths';
import type { Declared } from '../read-fields';
import { buildRestart, buildStop, buildWatch } from './lifecycle';
import { buildLogs } from './logs';
import type { Places } from './places';
import { buildEnv, buildFilter, chooseMode, countInstances } from './program';
import { buildReadiness, buildReload } from './readiness';

/** @param declared without faults */
export function buildSpec(declared: Declared, script: string, name: string, context: ParseContext): AppSpec {
  const { values } = declared;
  const places = placesOf(declared, context);
  return {
    name,
    namespace: values.namespace ?? 'default',
    // The shell expands what is in a command line by itself.
    script: isCommandLine(script) ? script : expandHome(script, context.homeDir),
    args: values.args ?? [],
    cwd: places.cwd,
    interpreter: values.interpreter === undefined ? null : expandHome(values.interpreter, context.homeDir),
    interpreterArgs: values.node_args ?? [],
    execMode: chooseMode(values, script),
    instances: countInstances(values.instances, context.cores),
    env: buildEnv(values, context.envName === null ? undefined : declared.namedEnvs.get(context.envName)),
    filterEnv: buildFilter(values.filter_env),
    instanceVar: values.instance_var ?? 'NODE_APP_INSTANCE',
    incrementVar: values.increment_var ?? null,
    uid: values.uid ?? null,
    gid: values.gid ?? null,
    logs: buildLogs(values, name, places),
    pidFile: values.pid_file === undefined ? null : resolvePath(values.pid_file, places.cwd, places.homeDir),
    restart: buildRestart(values),
    watch: buildWatch(values, places),
    stop: buildStop(values),
    readiness: buildReadiness(values),
    liveness: values.health ?? null,
    dependsOn: values.depends_on ?? [],
    reload: buildReload(values),
    scheduling: values.scheduling ?? 'round-robin',
    autostart: values.autostart ?? true,
    agent: values.agent ?? true,
    sourceMapSupport: values.source_map_support ?? false,
    configFile: context.configFile,
  };
}

function placesOf({ values }: Declared, { cwd, logDir, homeDir }: ParseContext): Places {
  return { cwd: resolvePath(values.cwd ?? '.', cwd, homeDir), logDir, homeDir };
}

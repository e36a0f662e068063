/** start and restart: by name, by script, or by config file. */

import type { ChangeResult, RestartParams, StartParams } from '@pmx/protocol';
import type { Daemon, Progress } from './context';
import { execute } from './execute';
import { planOf } from './plan';
import { carryOutReload } from './reload';

/**
 * Brings targets up: existing ones are (re)started, scripts and config files become apps.
 * @throws {PmxError} when any of them can't be started; then nothing was changed
 */
export function start(daemon: Daemon, params: StartParams, progress: Progress): Promise<ChangeResult> {
  const plan = planOf(daemon, params.targets, params, 'new');
  return params.running === 'reload'
    ? carryOutReload(daemon, plan, progress)
    : execute(daemon, plan, progress);
}

/**
 * Restarts targets. A config file is applied to its apps, and those that are new are started.
 * @throws {PmxError} PMX_ERR_UNKNOWN_APP and those of `start`; then nothing was changed
 */
export function restart(daemon: Daemon, params: RestartParams, progress: Progress): Promise<ChangeResult> {
  const plan = planOf(daemon, params.targets, { ...params, force: false, running: 'restart' }, 'existing');
  return execute(daemon, plan, progress);
}

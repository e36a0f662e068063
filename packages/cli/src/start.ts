/** What start, restart, reload and their combinations ask of the daemon. */

import type { RestartParams, StartParams } from '@pmx/protocol';
import { APP_OPTIONS, appFields } from './arguments/app-options';
import { ENV_OPTION, listOption, ONLY_OPTION, textOption, UPDATE_ENV_OPTION } from './arguments/options';
import type { App, Arguments, Context, OptionSpec } from './command';
import { callerOf, targetsOf } from './targets';

/** Of all verbs that start a program. */
export const START_OPTIONS: readonly OptionSpec[] = [
  ...APP_OPTIONS,
  ENV_OPTION,
  ONLY_OPTION,
  UPDATE_ENV_OPTION,
];

export async function restartParams(args: Arguments, context: Context): Promise<RestartParams> {
  return {
    targets: await targetsOf(args.words, context, listOption(args.options, 'only')),
    caller: callerOf(context),
    overrides: await withEnvFile(appFields(args), context),
    envName: textOption(args.options, 'env'),
    // The targets hold no others any more.
    only: [],
    updateEnv: args.options['update-env'] === true,
  };
}

export async function startParams(
  args: Arguments,
  context: Context,
  running: StartParams['running'],
): Promise<StartParams> {
  return { ...(await restartParams(args, context)), force: args.options.force === true, running };
}

async function withEnvFile(fields: App, { cwd }: Context): Promise<App> {
  if (fields.env_file === undefined) return fields;
  const { applyEnvFile } = await import('./config');
  return applyEnvFile(fields, cwd);
}

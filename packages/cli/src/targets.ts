/** The words of a verb as targets. */

import { basename, extname } from 'node:path';
import { type Caller, PmxError, type Target } from '@pmx/protocol';
import type { App, Context } from './command';

/** A config file, or one on standard input; `app.js` and `server.ts` are scripts. */
const CONFIG = /(^-$)|\.(json|ya?ml|config\.[cm]?[jt]s)$/i;

/**
 * @param only keep these apps of config files; empty: all
 * @throws {PmxError} as the config loader says; PMX_ERR_UNKNOWN_APP for an `only` that no config has
 */
export async function targetsOf(
  words: readonly string[],
  context: Context,
  only: readonly string[] = [],
): Promise<Target[]> {
  const targets = words.some((word) => CONFIG.test(word))
    ? await load(words, context)
    : words.map(namedIn(context.cwd));
  return only.length === 0 ? targets : select(targets, only);
}

const namedIn =
  (cwd: string) =>
  (value: string): Target => ({ kind: 'name', value, cwd });

async function load(words: readonly string[], { cwd, env, stdin }: Context): Promise<Target[]> {
  const { loadTargets } = await import('./config');
  return loadTargets([...words], { cwd, env: { ...env }, stdin: stdin() });
}

function select(targets: readonly Target[], only: readonly string[]): Target[] {
  const names = targets.flatMap((target) => (target.kind === 'config' ? target.apps.map(nameOf) : []));
  const missing = only.find((name) => !names.includes(name));
  if (missing !== undefined) throw notInConfig(missing, names);
  return targets.map((target) =>
    target.kind === 'name'
      ? target
      : { ...target, apps: target.apps.filter((app) => only.includes(nameOf(app))) },
  );
}

/** As the parser names an app that has no name. */
function nameOf({ name, script, exec, cmd, command }: App): string {
  const path = String(script ?? exec ?? cmd ?? command ?? '');
  return String(name ?? basename(path, extname(path)));
}

function notInConfig(name: string, names: readonly string[]): PmxError {
  if (names.length === 0) {
    return new PmxError(
      'PMX_ERR_USAGE',
      '--only goes with a config file.',
      'Name the apps themselves instead.',
    );
  }
  return new PmxError(
    'PMX_ERR_UNKNOWN_APP',
    `The config has no app "${name}".`,
    `It has: ${names.join(', ')}.`,
  );
}

export const callerOf = ({ cwd, env }: Context): Caller => ({ cwd, env: { ...env } });

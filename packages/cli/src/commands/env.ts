import type { InstanceDetails } from '@pmx/protocol';
import { SHOW_SECRETS_OPTION } from '../arguments/options';
import type { Command } from '../command';
import { shown } from '../list/columns';
import { jsonLine } from '../output/json';
import { maskEnvironment } from '../output/secrets';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['env'],
  summary: 'The environment of an app',
  usage: '<id|name> [options]',
  minWords: 1,
  maxWords: 1,
  options: [SHOW_SECRETS_OPTION],
  examples: [
    { line: 'pmx env 0', meaning: 'the environment that the next start gets' },
    { line: 'pmx env api --show-secrets', meaning: 'passwords and tokens, too' },
  ],
  run: async ({ words, options }, context) => {
    const client = await context.connect();
    const { apps } = await client.call('describe', { targets: await targetsOf(words, context) });
    const mask = options['show-secrets'] === true ? (env: Record<string, string>) => env : maskEnvironment;
    const masked = apps.map(({ id, name, env }) => ({ id, name, env: mask(env) }));
    context.terminal.write(context.json ? jsonLine({ apps: masked }) : masked.map(textOf).join('\n'));
    return 0;
  },
};

/** Sorted, so that two of them can be compared. */
function textOf(
  { id, name, env }: Pick<InstanceDetails, 'id' | 'name' | 'env'>,
  _: number,
  all: unknown[],
): string {
  const title = all.length > 1 ? [`# ${shown(name)} (${id})`] : [];
  const lines = Object.keys(env)
    .sort()
    .map((key) => shown(`${key}=${env[key]}`));
  return [...title, ...lines].map((line) => `${line}\n`).join('');
}

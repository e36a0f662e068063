import { SHOW_SECRETS_OPTION } from '../arguments/options';
import type { Command } from '../command';
import { renderDetails } from '../list/details';
import { jsonLine } from '../output/json';
import { maskDetails } from '../output/secrets';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['describe', 'desc', 'show', 'info'],
  summary: 'Show all that is known of apps',
  usage: '<target…> [options]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: [SHOW_SECRETS_OPTION],
  examples: [
    { line: 'pmx describe api', meaning: 'all instances of api' },
    { line: 'pmx describe 0 --json', meaning: 'for programs; see docs/json.md' },
  ],
  run: async ({ words, options }, context) => {
    const client = await context.connect();
    const { apps } = await client.call('describe', { targets: await targetsOf(words, context) });
    const shown = options['show-secrets'] === true ? apps : apps.map((app) => maskDetails(app));
    const { colors } = context.terminal;
    context.terminal.write(
      context.json
        ? jsonLine({ apps: shown })
        : shown.map((app) => renderDetails(app, colors, Date.now())).join('\n'),
    );
    return 0;
  },
};

import type { Command } from '../command';
import { jsonLine } from '../output/json';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['id'],
  summary: 'Instance ids of an app',
  usage: '<target…> [options]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: [],
  examples: [{ line: 'pmx id api', meaning: 'one a line' }],
  run: async ({ words }, context) => {
    const client = await context.connect();
    const { apps } = await client.call('describe', { targets: await targetsOf(words, context) });
    const ids = apps.map(({ id }) => id);
    context.terminal.write(context.json ? jsonLine({ ids }) : ids.map((id) => `${id}\n`).join(''));
    return 0;
  },
};

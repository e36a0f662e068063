import { SHOW_SECRETS_OPTION } from '../arguments/options';
import type { Command } from '../command';
import { fetchPm2List } from '../list/pm2-list';

export const command: Command = {
  names: ['jlist'],
  summary: "The list as JSON, in pm2's shape",
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [SHOW_SECRETS_OPTION],
  examples: [{ line: 'pmx jlist | jq ".[].name"', meaning: 'the names of all instances' }],
  run: async ({ options }, context) => {
    const list = await fetchPm2List(context, options['show-secrets'] === true);
    context.terminal.write(`${JSON.stringify(list)}\n`);
    return 0;
  },
};

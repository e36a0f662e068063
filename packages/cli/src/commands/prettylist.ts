import { inspect } from 'node:util';
import { SHOW_SECRETS_OPTION } from '../arguments/options';
import type { Command } from '../command';
import { fetchPm2List } from '../list/pm2-list';

export const command: Command = {
  names: ['prettylist'],
  summary: "The list as a formatted object, in pm2's shape",
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [SHOW_SECRETS_OPTION],
  examples: [{ line: 'pmx prettylist', meaning: 'for people; scripts take jlist' }],
  run: async ({ options }, context) => {
    const list = await fetchPm2List(context, options['show-secrets'] === true);
    context.terminal.write(`${context.json ? JSON.stringify(list) : inspect(list, false, null, false)}\n`);
    return 0;
  },
};

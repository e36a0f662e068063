import { listOption, ONLY_OPTION } from '../arguments/options';
import { change } from '../change';
import type { Command } from '../command';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['delete', 'del'],
  summary: 'Stop apps and take them off the list',
  usage: '<target…> [options]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: [ONLY_OPTION],
  examples: [
    { line: 'pmx delete api', meaning: 'stop api and forget it' },
    { line: 'pmx delete ecosystem.config.js --only api', meaning: 'one app of a config file' },
  ],
  run: async ({ words, options }, context) =>
    change(context, 'delete', { targets: await targetsOf(words, context, listOption(options, 'only')) }),
};

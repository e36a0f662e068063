import { listOption, ONLY_OPTION } from '../arguments/options';
import { change } from '../change';
import type { Command } from '../command';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['reset'],
  summary: 'Set the restart counters of apps to 0',
  usage: '<target…> [options]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: [ONLY_OPTION],
  examples: [
    { line: 'pmx reset api', meaning: 'count again from 0' },
    { line: 'pmx reset all', meaning: 'the same for all apps' },
  ],
  run: async ({ words, options }, context) =>
    change(context, 'reset', { targets: await targetsOf(words, context, listOption(options, 'only')) }),
};

import { listOption, ONLY_OPTION } from '../arguments/options';
import { change } from '../change';
import type { Command } from '../command';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['stop'],
  summary: 'Stop apps; they stay in the list',
  usage: '<target…> [options]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: [ONLY_OPTION],
  examples: [
    { line: 'pmx stop api', meaning: 'stop all instances of api' },
    { line: 'pmx stop 0 2', meaning: 'stop two instances by id' },
    { line: 'pmx stop all', meaning: 'stop everything' },
  ],
  run: async ({ words, options }, context) =>
    change(context, 'stop', { targets: await targetsOf(words, context, listOption(options, 'only')) }),
};

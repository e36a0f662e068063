import { change } from '../change';
import type { Command } from '../command';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['sendSignal', 'signal'],
  summary: 'Send a signal to apps',
  usage: '<signal> <target…> [options]',
  minWords: 2,
  maxWords: Number.POSITIVE_INFINITY,
  options: [],
  examples: [{ line: 'pmx sendSignal SIGUSR2 api', meaning: 'to the main process of each instance' }],
  run: async ({ words: [signal = '', ...words] }, context) =>
    change(context, 'signal', { targets: await targetsOf(words, context), signal }),
};

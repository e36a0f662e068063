import { change } from '../change';
import type { Command } from '../command';
import { START_OPTIONS, startParams } from '../start';

export const command: Command = {
  names: ['startOrReload', 'startOrGracefulReload'],
  summary: 'Start apps, or reload those that run',
  usage: '<target…> [options] [-- arguments]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: START_OPTIONS,
  examples: [
    { line: 'pmx startOrReload ecosystem.config.js --env production', meaning: 'for deploy scripts' },
  ],
  run: async (args, context) => change(context, 'start', await startParams(args, context, 'reload')),
};

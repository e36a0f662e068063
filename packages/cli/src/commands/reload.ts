import { change } from '../change';
import type { Command } from '../command';
import { restartParams, START_OPTIONS } from '../start';

export const command: Command = {
  names: ['reload'],
  summary: 'Restart apps without a gap where their mode allows it',
  usage: '<target…> [options] [-- arguments]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: START_OPTIONS,
  examples: [
    { line: 'pmx reload api', meaning: 'replace the instances of api' },
    { line: 'pmx reload ecosystem.config.js', meaning: 'as the config file says now' },
  ],
  run: async (args, context) => change(context, 'reload', await restartParams(args, context)),
};

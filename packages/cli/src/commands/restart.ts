import { change } from '../change';
import type { Command } from '../command';
import { restartParams, START_OPTIONS } from '../start';

export const command: Command = {
  names: ['restart'],
  summary: 'Restart apps',
  usage: '<target…> [options] [-- arguments]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: START_OPTIONS,
  examples: [
    { line: 'pmx restart api', meaning: 'stop and start api' },
    { line: 'pmx restart all --update-env', meaning: 'with this shell’s environment' },
    { line: 'pmx restart ecosystem.config.js --env production', meaning: 'as the config file says now' },
  ],
  run: async (args, context) => change(context, 'restart', await restartParams(args, context)),
};

import { change } from '../change';
import type { Command } from '../command';
import { callerOf } from '../targets';

export const command: Command = {
  names: ['resurrect'],
  summary: 'Bring back the saved list',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [
    {
      name: 'no-daemon',
      type: 'boolean',
      description: 'Stay in the foreground; when this ends, the apps end',
    },
  ],
  examples: [{ line: 'pmx resurrect', meaning: 'start what `pmx save` saved' }],
  run: async ({ options }, context) => {
    const params = { caller: callerOf(context) };
    if (options['no-daemon'] !== true) return change(context, 'resurrect', params);
    const { resurrectInForeground } = await import('../foreground');
    return resurrectInForeground(context, params);
  },
};

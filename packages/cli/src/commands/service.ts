import type { Command } from '../command';

export const command: Command = {
  names: ['service'],
  summary: 'Keep pmx running, in the foreground: what init systems run',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [
    {
      name: 'keep-apps',
      type: 'boolean',
      description: 'Leave the apps running when this ends by SIGTERM or Ctrl-C',
    },
  ],
  examples: [
    { line: 'pmx service', meaning: 'apps are up while this runs, and stopped when it is asked to end' },
  ],
  run: async ({ options }, context) => {
    const { runService } = await import('../boot/service');
    return runService(context, options['keep-apps'] === true);
  },
};

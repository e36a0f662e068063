import { change, requestChange } from '../change';
import type { Command } from '../command';
import { reportChange } from '../output/report';
import { START_OPTIONS, startParams } from '../start';

export const command: Command = {
  names: ['start'],
  summary: 'Start programs, or apps by name',
  usage: '<script|command|config|target…> [options] [-- arguments]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: [
    ...START_OPTIONS,
    {
      name: 'force',
      aliases: ['f'],
      type: 'boolean',
      description: 'Start another one although it runs already',
    },
    { name: 'attach', type: 'boolean', description: 'Show the output after the start, until Ctrl-C' },
    {
      name: 'no-daemon',
      type: 'boolean',
      description: 'Stay in the foreground; when this ends, the apps end (for containers)',
    },
  ],
  examples: [
    { line: 'pmx start app.js', meaning: 'a Node program' },
    { line: 'pmx start api.py --name api --watch', meaning: 'any language; restarted when files change' },
    { line: 'pmx start app.js -i 4 -- --port 3000', meaning: 'four instances, with arguments' },
    { line: 'pmx start "npm run dev"', meaning: 'a command line' },
    { line: 'pmx start ecosystem.config.js --env production', meaning: 'all apps of a config file' },
  ],
  run: async (args, context) => {
    if (args.options['no-daemon'] === true) {
      const { runInForeground } = await import('../foreground');
      return runInForeground(context, await startParams(args, context, 'error'));
    }
    const params = await startParams(args, context, 'error');
    if (args.options.attach !== true) return change(context, 'start', params);
    const result = await requestChange(context, 'start', params);
    const code = await reportChange(result, context);
    if (code !== 0) return code;
    const { followOutput } = await import('../follow');
    return followOutput(result.changed.map(String), context);
  },
};

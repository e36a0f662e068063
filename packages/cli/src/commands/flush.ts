import type { Command } from '../command';
import { reportFiles } from '../output/files';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['flush'],
  summary: 'Empty log files',
  usage: '[target…] [options]',
  minWords: 0,
  maxWords: Number.POSITIVE_INFINITY,
  options: [],
  examples: [
    { line: 'pmx flush', meaning: 'of all apps, with their rotated files' },
    { line: 'pmx flush api', meaning: 'of one app' },
  ],
  run: async ({ words }, context) => {
    const client = await context.connect();
    const { files } = await client.call('flush', { targets: await targetsOf(words, context) });
    return reportFiles(files, 'emptied', context);
  },
};

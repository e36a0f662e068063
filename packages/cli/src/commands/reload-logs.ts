import type { Command } from '../command';
import { reportFiles } from '../output/files';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['reloadLogs'],
  summary: 'Open log files again, after a foreign logrotate',
  usage: '[target…] [options]',
  minWords: 0,
  maxWords: Number.POSITIVE_INFINITY,
  options: [],
  examples: [{ line: 'pmx reloadLogs', meaning: 'for the postrotate script of logrotate' }],
  run: async ({ words }, context) => {
    const client = await context.connect();
    const { files } = await client.call('reloadLogs', { targets: await targetsOf(words, context) });
    return reportFiles(files, 'opened again', context);
  },
};

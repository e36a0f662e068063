import type { Command } from '../command';
import { reportAnswers } from '../output/answers';
import { formatBytes } from '../output/units';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['gc'],
  summary: 'Collect the garbage of apps',
  usage: '<target…> [options]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: [],
  examples: [{ line: 'pmx gc api', meaning: 'a full collection in each instance; tells what it brought' }],
  run: async ({ words }, context) => {
    const client = await context.connect();
    const { apps } = await client.call('gc', { targets: await targetsOf(words, context) });
    return reportAnswers(
      context,
      apps,
      ({ before, after }) => `heap used ${formatBytes(before)} before, ${formatBytes(after)} after`,
    );
  },
};

import { PmxError } from '@pmx/protocol';
import type { Command } from '../command';
import { jsonLine } from '../output/json';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['pid'],
  summary: 'Process ids',
  usage: '[target…] [options]',
  minWords: 0,
  maxWords: Number.POSITIVE_INFINITY,
  options: [],
  examples: [
    { line: 'pmx pid', meaning: 'of all instances that run, one a line' },
    { line: 'pmx pid api', meaning: 'of one app; exit code 1 when it does not run' },
  ],
  run: async ({ words }, context) => {
    const client = await context.connect();
    const { apps } = await client.call('describe', { targets: await targetsOf(words, context) });
    const running = apps.filter(({ pid }) => pid !== null);
    if (words.length > 0 && running.length === 0) {
      throw new PmxError(
        'PMX_ERR_NOTHING_TO_DO',
        `${words.join(', ')} does not run.`,
        'Start it: pmx start.',
      );
    }
    const pids = running.map(({ id, name, pid }) => ({ id, name, pid }));
    context.terminal.write(
      context.json ? jsonLine({ apps: pids }) : pids.map(({ pid }) => `${pid}\n`).join(''),
    );
    return 0;
  },
};

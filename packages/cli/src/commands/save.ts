import type { Command } from '../command';
import { jsonLine } from '../output/json';

export const command: Command = {
  names: ['save', 'dump'],
  summary: 'Save the list for `resurrect`',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [{ name: 'force', aliases: ['f'], type: 'boolean', description: 'Save an empty list, too' }],
  examples: [{ line: 'pmx save', meaning: 'the apps as they are wanted now' }],
  run: async ({ options }, context) => {
    const client = await context.connect();
    const saved = await client.call('save', { force: options.force === true });
    if (context.json) context.terminal.write(jsonLine(saved));
    else if (!context.silent) context.terminal.write(`saved ${saved.apps} apps to ${saved.file}\n`);
    return 0;
  },
};

import type { Command } from '../command';
import { jsonLine } from '../output/json';

export const command: Command = {
  names: ['send'],
  summary: "Send a line to a program's standard input",
  usage: '<target> <text…> [options]',
  minWords: 2,
  maxWords: Number.POSITIVE_INFINITY,
  options: [],
  examples: [{ line: 'pmx send 0 "reload users"', meaning: 'the text and a newline' }],
  run: async ({ words: [target = '', ...text] }, context) => {
    const client = await context.connect();
    await client.call('send', { target, data: `${text.join(' ')}\n` });
    if (context.json) context.terminal.write(jsonLine({ sent: true }));
    return 0;
  },
};

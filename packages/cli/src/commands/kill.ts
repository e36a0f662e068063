import type { Command } from '../command';
import { jsonLine } from '../output/json';
import { shutDown } from '../shutdown';

export const command: Command = {
  names: ['kill'],
  summary: 'Stop all apps and pmx itself',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [],
  examples: [{ line: 'pmx kill', meaning: 'nothing of this home runs any more' }],
  run: async (_, context) => {
    const stopped = await shutDown(context);
    const text = stopped === null ? 'No daemon runs.\n' : `Stopped ${stopped} instances and pmx itself.\n`;
    if (context.json) context.terminal.write(jsonLine({ stopped: stopped ?? 0 }));
    else if (!context.silent) context.terminal.write(text);
    return 0;
  },
};

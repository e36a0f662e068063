import type { Command } from '../command';
import { jsonLine } from '../output/json';

export const command: Command = {
  names: ['ping'],
  summary: 'Say whether the daemon answers',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [],
  examples: [{ line: 'pmx ping', meaning: 'pong, or exit code 1 when no daemon runs; it launches none' }],
  run: async (_, context) => {
    const client = await context.connect({ launch: false });
    const answer = await client.call('ping', {});
    const text = `pong (pmx ${answer.version}, daemon ${answer.pid}, home ${answer.home})\n`;
    const { version: daemonVersion, ...rest } = answer;
    if (context.json) context.terminal.write(jsonLine({ ...rest, daemonVersion }));
    else if (!context.silent) context.terminal.write(text);
    return 0;
  },
};

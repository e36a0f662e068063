import { createInterface } from 'node:readline';
import { toPmxError } from '@pmx/protocol';
import type { Command, Context } from '../command';
import { followOutput, interruptSignal } from '../follow';
import { errorText } from '../output/error';

export const command: Command = {
  names: ['attach'],
  summary: "See a program's output and type to it",
  usage: '<id|name> [options]',
  minWords: 1,
  maxWords: 1,
  options: [],
  examples: [
    { line: 'pmx attach 0', meaning: 'each line typed is sent; Ctrl-C detaches and leaves it running' },
  ],
  run: async ({ words: [target = ''] }, context) => {
    const over = interruptSignal(context);
    const lines = createInterface({ input: context.stdin(), terminal: false });
    over.addEventListener('abort', () => lines.close());
    const sending = sendLines(lines, target, context);
    const code = await followOutput([target], context, over);
    lines.close();
    await sending;
    return code;
  },
};

/** What cannot be sent is said, and typing goes on: the program may be back soon. */
async function sendLines(lines: AsyncIterable<string>, target: string, context: Context): Promise<void> {
  for await (const line of lines) {
    try {
      const client = await context.connect({ launch: false });
      await client.call('send', { target, data: `${line}\n` });
      client.close();
    } catch (error) {
      context.terminal.warn(errorText(toPmxError(error)));
    }
  }
}

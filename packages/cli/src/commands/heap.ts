import { textOption } from '../arguments/options';
import type { Command, Context } from '../command';
import { oneInstance, outputFile } from '../inspect';
import { jsonLine } from '../output/json';
import { formatBytes } from '../output/units';

export const command: Command = {
  names: ['heap'],
  summary: "Write a snapshot of an app's heap to a file",
  usage: '<target> [options]',
  minWords: 1,
  maxWords: 1,
  options: [
    { name: 'output', aliases: ['o'], type: 'string', value: 'FILE', description: 'Write to this file' },
    { name: 'yes', aliases: ['y'], type: 'boolean', description: 'Do not ask first' },
  ],
  examples: [
    { line: 'pmx heap api', meaning: 'writes api-0-….heapsnapshot, for Chrome DevTools' },
    { line: 'pmx heap 3 --yes -o before.heapsnapshot', meaning: 'of instance 3, without a question' },
  ],
  run: async ({ words: [word = ''], options }, context) => {
    const { id, name } = await oneInstance(context, word);
    if (options.yes !== true && (await isRefused(context, `${name} (${id})`))) return 1;
    const file = outputFile(context, textOption(options, 'output'), { name, id, ending: 'heapsnapshot' });
    const client = await context.connect();
    const result = await client.call('heapSnapshot', { target: String(id), file });
    context.terminal.write(
      context.json
        ? jsonLine({ id, name, ...result })
        : `${result.file} (${formatBytes(result.bytes)}). ${name} stood still for ${Math.round(result.pause)} ms.\n`,
    );
    return 0;
  },
};

const QUESTION =
  'stands still while its heap is written: about a second for each 100 MB of it.\n' +
  'Meanwhile it may need as much memory again. The file holds whatever the app has in memory, secrets too.\n' +
  'Go on? (y/N) ';

/** Only people at a terminal are asked. */
async function isRefused(context: Context, who: string): Promise<boolean> {
  const stdin = context.stdin() as NodeJS.ReadStream;
  if (!stdin.isTTY || !context.terminal.live || context.json) return false;
  const { createInterface } = await import('node:readline/promises');
  context.terminal.warn(`${who} ${QUESTION}`);
  const lines = createInterface({ input: stdin });
  try {
    const answer = await Promise.race([lines.question(''), closed(lines)]);
    return !/^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

const closed = (lines: NodeJS.EventEmitter): Promise<string> =>
  new Promise((resolve) => lines.once('close', () => resolve('')));

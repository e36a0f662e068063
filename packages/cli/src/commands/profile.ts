import { PmxError } from '@pmx/protocol';
import { textOption } from '../arguments/options';
import type { Command, OptionValues } from '../command';
import { durationOf, oneInstance, outputFile } from '../inspect';
import { jsonLine } from '../output/json';
import { formatBytes } from '../output/units';

export const command: Command = {
  names: ['profile'],
  summary: 'Record where an app spends its time, or its memory',
  usage: '<target> --cpu TIME | --heap TIME [options]',
  minWords: 1,
  maxWords: 1,
  options: [
    { name: 'cpu', type: 'string', value: 'TIME', description: 'Functions by time, for so long: 10s' },
    { name: 'heap', type: 'string', value: 'TIME', description: 'Functions by memory that they allocate' },
    { name: 'output', aliases: ['o'], type: 'string', value: 'FILE', description: 'Write to this file' },
  ],
  examples: [
    { line: 'pmx profile api --cpu 10s', meaning: 'writes api-0-….cpuprofile, for Chrome DevTools' },
    { line: 'pmx profile 3 --heap 30s -o leak.heapprofile', meaning: 'of instance 3' },
  ],
  run: async ({ words: [word = ''], options }, context) => {
    const { kind, duration } = recordingOf(options);
    const { id, name } = await oneInstance(context, word);
    const file = outputFile(context, textOption(options, 'output'), { name, id, ending: `${kind}profile` });
    const client = await context.connect();
    if (!context.json && !context.silent) {
      context.terminal.warn(`Recording ${name} (${id}) for ${duration / 1_000} s. Ctrl-C gives it up.\n`);
    }
    const result = await client.call('profile', { target: String(id), kind, duration, file });
    context.terminal.write(
      context.json
        ? jsonLine({ id, name, ...result })
        : `${result.file} (${formatBytes(result.bytes)}). Open it in Chrome DevTools or an editor.\n`,
    );
    return 0;
  },
};

function recordingOf(options: OptionValues): { kind: 'cpu' | 'heap'; duration: number } {
  const cpu = textOption(options, 'cpu');
  const heap = textOption(options, 'heap');
  if (cpu !== null && heap === null) return { kind: 'cpu', duration: durationOf(cpu) };
  if (heap !== null && cpu === null) return { kind: 'heap', duration: durationOf(heap) };
  throw new PmxError(
    'PMX_ERR_USAGE',
    'A profile is either of the CPU or of the heap.',
    'Give --cpu 10s or --heap 10s.',
  );
}

import { type JournalEntry, PmxError, type Target } from '@pmx/protocol';
import { textOption } from '../arguments/options';
import type { Arguments, Command, Context } from '../command';
import { renderEntries, renderEntry } from '../history/entries';
import { parseSince } from '../history/since';
import { jsonLine } from '../output/json';
import { targetsOf } from '../targets';

const DEFAULT_LIMIT = 50;

export const command: Command = {
  names: ['history'],
  summary: 'Show what happened to apps, and what pmx decided',
  usage: '[target…] [options]',
  minWords: 0,
  maxWords: Number.POSITIVE_INFINITY,
  options: [
    { name: 'limit', type: 'string', value: 'N', description: `At most so many entries (${DEFAULT_LIMIT})` },
    {
      name: 'since',
      type: 'string',
      value: 'TIME',
      description: 'Not older than this: 30m, 2h, 7d, 2026-03-01',
    },
    { name: 'follow', aliases: ['f'], type: 'boolean', description: 'Go on showing entries, until Ctrl-C' },
  ],
  examples: [
    { line: 'pmx history', meaning: 'the last entries of all apps, and of pmx itself' },
    { line: 'pmx history api --since 2h', meaning: 'one app, of the last two hours' },
    { line: 'pmx history -f', meaning: 'what happens from now on, too' },
    { line: 'pmx history api --json', meaning: 'for programs; see docs/json.md' },
  ],
  run: async ({ words, options }, context) => {
    const limit = limitOf(options);
    const given = textOption(options, 'since');
    const since = given === null ? null : parseSince(given, Date.now());
    const targets = words.length === 0 ? [] : await targetsOf(words, context);
    const client = await context.connect();
    // The newest one is asked for in any case: following begins after it.
    const answer = await client.call('history', { targets, limit: Math.max(1, limit), since });
    const entries = limit === 0 ? [] : answer.entries;
    if (options.follow !== true) {
      context.terminal.write(await picture(entries, context));
      return 0;
    }
    for (const entry of entries) show(entry, context);
    await follow(answer.entries.at(-1)?.seq ?? null, targets, context);
    return 0;
  },
};

function limitOf(options: Arguments['options']): number {
  const value = textOption(options, 'limit');
  if (value === null) return DEFAULT_LIMIT;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new PmxError('PMX_ERR_USAGE', `--limit ${value} is no number of entries.`, 'Give 0 or more.');
}

async function picture(entries: readonly JournalEntry[], { json, terminal }: Context): Promise<string> {
  if (json) return jsonLine({ entries });
  return renderEntries(entries, terminal.columns, terminal.colors, Date.now());
}

/** With `--json`, one object a line. */
function show(entry: JournalEntry, { terminal, json }: Context): void {
  terminal.write(json ? jsonLine({ entry }) : renderEntry(entry, terminal.colors));
}

/** @param last number of the newest entry there is */
async function follow(last: number | null, targets: Target[], context: Context): Promise<void> {
  const { followEntries } = await import('../history/follow');
  await followEntries(targets, last, context, (entry) => show(entry, context));
}

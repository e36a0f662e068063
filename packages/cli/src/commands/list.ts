import type { Client } from '@pmx/client';
import { type InstanceView, PmxError } from '@pmx/protocol';
import { textOption } from '../arguments/options';
import type { Arguments, Command, Context } from '../command';
import { shown } from '../list/columns';
import { renderList } from '../list/render';
import { jsonLine } from '../output/json';
import { VERSION } from '../version';

/** Milliseconds between two pictures of `--watch`. */
const REFRESH = 1000;

export const command: Command = {
  names: ['list', 'ls', 'l', 'ps', 'status'],
  summary: 'List all apps',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [
    { name: 'sort', type: 'string', value: 'FIELD[:desc]', description: 'Order by this column' },
    { name: 'mini', aliases: ['m'], type: 'boolean', description: 'Only the most important columns' },
    { name: 'watch', type: 'boolean', description: 'Show it again each second, until Ctrl-C' },
  ],
  examples: [
    { line: 'pmx ls', meaning: 'a table that fits the terminal' },
    { line: 'pmx ls --sort memory:desc', meaning: 'the largest first' },
    { line: 'pmx ls --json', meaning: 'for programs; see docs/json.md' },
  ],
  run: async (args, context) => {
    if (args.options.watch === true) return watchList(args, context);
    context.terminal.write(await picture(await fetchList(context), args, context));
    return 0;
  },
};

async function fetchList(context: Context): Promise<InstanceView[]> {
  const client = await context.connect();
  const { apps, version } = await client.call('list', {});
  if (version !== undefined && version !== VERSION && !context.json)
    context.terminal.warn(otherVersion(version));
  return apps;
}

const otherVersion = (daemon: string): string =>
  `pmx: the daemon is pmx ${shown(daemon)}, this command pmx ${VERSION}. To swap the daemon, with all apps running: pmx update\n`;

async function picture(
  apps: readonly InstanceView[],
  { options }: Arguments,
  context: Context,
): Promise<string> {
  const order = textOption(options, 'sort');
  const sorted = order === null ? apps : (await import('../list/sort')).sortApps(apps, order);
  if (context.json) return jsonLine({ apps: sorted });
  const { columns, colors } = context.terminal;
  return renderList(sorted, { columns, colors, mini: options.mini === true, now: Date.now() });
}

/** On a terminal each picture takes the place of the one before. */
async function watchList(args: Arguments, context: Context): Promise<number> {
  const lists = new Lists(context);
  const over = new AbortController();
  context.onInterrupt(() => over.abort());
  const inPlace = Number.isFinite(context.terminal.columns) && !context.json;
  if (inPlace) context.terminal.write('\x1b[2J');
  while (!over.signal.aborted) {
    const apps = await lists.next();
    const text = apps === null ? '' : await picture(apps, args, context);
    if (text !== '') context.terminal.write(inPlace ? overwrite(text) : text);
    await pause(over.signal);
  }
  return 0;
}

/** The list again and again, from whichever daemon runs. */
class Lists {
  private client: Client | null = null;

  constructor(private readonly context: Context) {}

  /** @returns null: no daemon answers at this moment; it may be on its way to another version */
  async next(): Promise<InstanceView[] | null> {
    try {
      if (this.client === null) this.client = await this.context.connect();
      else if (this.client.isClosed) this.client = await this.context.connect({ launch: false });
      return (await this.client.call('list', {})).apps;
    } catch (error) {
      const isAway = error instanceof PmxError && AWAY.has(error.code);
      if (this.client !== null && isAway) return null;
      throw error;
    }
  }
}

const AWAY: ReadonlySet<string> = new Set(['PMX_ERR_DAEMON_GONE', 'PMX_ERR_NOT_RUNNING']);

/** From the top left corner, each line cleared to its end: no flicker. */
const overwrite = (text: string): string => `\x1b[H${text.replaceAll('\n', '\x1b[K\n')}\x1b[J`;

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, REFRESH);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

import { PmxError, type Target } from '@pmx/protocol';
import type { Arguments, Command, Context, OptionValues } from '../command';
import { followLogs, type LogOptions, type LogStyle, type LogType, makeHighlighter, showLogs } from '../logs';

const DEFAULT_LINES = 15;
const DEFAULT_TIME = 'YYYY-MM-DDTHH:mm:ss';

export const command: Command = {
  names: ['logs', 'log'],
  summary: 'Show the last output of apps, and follow it',
  usage: '[target…] [options]',
  minWords: 0,
  maxWords: Number.POSITIVE_INFINITY,
  options: [
    { name: 'lines', type: 'string', value: 'N', description: 'Lines of the past to show per file (15)' },
    { name: 'nostream', type: 'boolean', description: 'Show the past and return' },
    { name: 'out', type: 'boolean', description: 'Standard output only' },
    { name: 'err', type: 'boolean', description: 'Error output only' },
    { name: 'raw', type: 'boolean', description: 'The bytes as they are, without prefix or escaping' },
    { name: 'format', type: 'boolean', description: 'Key=value pairs' },
    { name: 'timestamp', type: 'optional', value: 'FORMAT', description: 'The time at which a line came' },
    { name: 'highlight', type: 'string', value: 'PATTERN', description: 'Mark a text or a /regex/' },
  ],
  examples: [
    { line: 'pmx logs', meaning: 'all apps' },
    { line: 'pmx logs api worker --lines 100', meaning: 'two apps, with more of the past' },
    { line: 'pmx logs api --err --nostream', meaning: 'the last errors' },
    { line: 'pmx logs --json | jq .message', meaning: 'one JSON object a line' },
    { line: 'pmx logs --highlight /timeout|refused/i', meaning: 'mark what matches' },
  ],
  async run(args, context) {
    const [names, format] = partFormat(args);
    const targets = names.map((value): Target => ({ kind: 'name', value, cwd: null }));
    const options = await optionsOf({ ...args.options, timestamp: format }, context);
    const show = args.options.nostream === true ? showLogs : followLogs;
    await show(targets, options, context.stdout());
    return 0;
  },
};

/** A date format that stands after `--timestamp` as a word of its own, as pm2's users write it. */
const DATE_FORMAT = /^(?=.*(?:YYYY|DD|HH|mm|ss))[YMDdHhmsSAaZTXx:.,/[\]\s-]+$/;

/** The names among the words, and the value of `--timestamp`. */
function partFormat({ words, options }: Arguments): [names: string[], timestamp: OptionValues[string]] {
  const format = options.timestamp === true ? words.find((word) => DATE_FORMAT.test(word)) : undefined;
  return [words.filter((word) => word !== format), format ?? options.timestamp];
}

async function optionsOf(options: OptionValues, context: Context): Promise<LogOptions> {
  return {
    lines: linesOf(options.lines),
    streams: streamsOf(options),
    style: styleOf(options, context.json),
    colors: context.terminal.colors,
    timestamp: await timestampOf(options.timestamp),
    highlight: typeof options.highlight === 'string' ? highlighterOf(options.highlight) : null,
    open: (events) => context.connect({ ...events, launch: false }),
  };
}

function linesOf(value: OptionValues[string]): number {
  if (value === undefined) return DEFAULT_LINES;
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value);
  throw new PmxError(
    'PMX_ERR_USAGE',
    `--lines ${String(value)} is not a number of lines.`,
    'Give 0 or more.',
  );
}

function streamsOf({ out, err }: OptionValues): LogType {
  if (out === err) return 'all';
  return out === true ? 'out' : 'err';
}

function styleOf({ raw, format }: OptionValues, json: boolean): LogStyle {
  if (json) return 'json';
  if (raw === true) return 'raw';
  return format === true ? 'keys' : 'text';
}

async function timestampOf(value: OptionValues[string]): Promise<LogOptions['timestamp']> {
  if (value === undefined || value === false) return null;
  const { default: dayjs } = await import('dayjs');
  const format = typeof value === 'string' && value !== '' ? value : DEFAULT_TIME;
  return (at) => dayjs(at).format(format);
}

function highlighterOf(pattern: string): LogOptions['highlight'] {
  try {
    return makeHighlighter(pattern);
  } catch (error) {
    throw new PmxError('PMX_ERR_USAGE', `--highlight ${pattern}: ${(error as Error).message}.`);
  }
}

import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { LogLine } from '@pmx/monit';
import { PmxError } from '@pmx/protocol';
import type { Command, Context } from '../command';
import { callerOf } from '../targets';

/** Lines of the past that a selection opens with, per file. */
const PAST_LINES = 200;

export const command: Command = {
  names: ['monit', 'dash', 'monitor'],
  summary: 'A dashboard: CPU, memory, heap, event loop, requests, logs, live',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [],
  examples: [{ line: 'pmx monit', meaning: '? shows the keys, q quits' }],
  async run(_, context) {
    const input = context.stdin() as ReadStream;
    const output = context.stdout() as WriteStream;
    if (!input.isTTY || !output.isTTY) throw noTerminal();
    const { monit } = await import('@pmx/monit');
    await monit({
      input,
      output,
      colors: context.terminal.colors,
      ascii: !speaksUnicode(context.env),
      caller: callerOf(context),
      open: (events) => context.connect({ ...events, launch: false }),
      followLogs: (target, onLines, signal) => void follow(context, target, onLines, signal),
    });
    return 0;
  },
};

/**
 * As the C library decides: the first of them that is set. None: a bare environment, and terminals of today are UTF-8. But
 * the font of Linux's console has no braille.
 */
function speaksUnicode({ LC_ALL, LC_CTYPE, LANG, TERM }: Context['env']): boolean {
  if (TERM === 'linux') return false;
  const locale = LC_ALL || LC_CTYPE || LANG;
  return !locale || /utf-?8/i.test(locale);
}

async function follow(
  context: Context,
  target: string,
  onLines: (lines: LogLine[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const { followLogs } = await import('../logs');
  const options = {
    lines: PAST_LINES,
    streams: 'all',
    style: 'json',
    colors: false,
    timestamp: null,
    highlight: null,
    open: (events: object) => context.connect({ ...events, launch: false }),
    signal,
  } as const;
  const targets = [{ kind: 'name', value: target, cwd: null } as const];
  // Without output there is nothing to show; the dashboard goes on.
  await followLogs(targets, options, linesTo(onLines)).catch(() => {});
}

/** JSON lines, as `pmx logs --json` writes them. */
function linesTo(onLines: (lines: LogLine[]) => void): Writable {
  return new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      const lines = chunk.toString('utf8').split('\n').filter(Boolean);
      onLines(lines.map((line) => lineOf(JSON.parse(line))));
      // A turn of the loop, so that a flood of output leaves room for keys.
      setImmediate(done);
    },
  });
}

const lineOf = ({ app, id, type, message }: LogLine & { message: string }): LogLine => ({
  app,
  id,
  type,
  text: message,
});

const noTerminal = (): PmxError =>
  new PmxError(
    'PMX_ERR_USAGE',
    'pmx monit needs a terminal.',
    'For scripts there are pmx metrics --json and pmx jlist.',
  );

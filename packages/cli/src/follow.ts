/** Output of apps on this terminal, until Ctrl-C. */

import type { Target } from '@pmx/protocol';
import type { Context } from './command';

/** @param words names or ids; none: all apps */
export async function followOutput(
  words: readonly string[],
  context: Context,
  signal: AbortSignal = interruptSignal(context),
): Promise<number> {
  const { followLogs } = await import('./logs');
  const targets = words.map((value): Target => ({ kind: 'name', value, cwd: null }));
  const options = {
    lines: 0,
    streams: 'all',
    style: context.json ? 'json' : 'text',
    colors: context.terminal.colors,
    timestamp: null,
    highlight: null,
    open: (events: object) => context.connect({ ...events, launch: false }),
    signal,
  } as const;
  await followLogs(targets, options, context.stdout());
  return 0;
}

export function interruptSignal(context: Context): AbortSignal {
  const over = new AbortController();
  context.onInterrupt(() => over.abort());
  return over.signal;
}

/** Node's own word on when its entry point, loaded as an ES module, has been evaluated. */

import type { Channel } from 'node:diagnostics_channel';

export interface EntryImport {
  /** Whether the entry point has begun to load as an ES module. */
  readonly begun: boolean;
  stop(): void;
}

/**
 * Watches the entry point's import through the tracing channel `module.import`, which Node has since 22.4
 * (https://nodejs.org/api/diagnostics_channel.html#modules). It covers top-level await, loaders and `--import`,
 * and loads nothing itself.
 */
export function watchEntryImport(onEnd: (failed: boolean) => void): EntryImport {
  const channels: typeof import('node:diagnostics_channel') = require('node:diagnostics_channel');
  const started = channels.channel('tracing:module.import:start');
  const ended = channels.channel('tracing:module.import:asyncEnd');
  let entry: object | null = null;
  const onStart = (context: unknown) => {
    if (entry === null && isEntry(context)) entry = context;
  };
  const onAsyncEnd = (context: unknown) => {
    if (context !== null && context === entry) onEnd('error' in entry);
  };
  started.subscribe(onStart);
  ended.subscribe(onAsyncEnd);
  return {
    get begun() {
      return entry !== null;
    },
    stop: () => stop([started, onStart], [ended, onAsyncEnd]),
  };
}

function stop(...subscriptions: [Channel, (context: unknown) => void][]): void {
  for (const [channel, listener] of subscriptions) channel.unsubscribe(listener);
}

/** Only the entry point is imported by nobody; modules of `--import` have the working directory for a parent. */
function isEntry(context: unknown): context is { parentURL?: string } {
  return (
    typeof context === 'object' &&
    context !== null &&
    (context as { parentURL?: string }).parentURL === undefined
  );
}

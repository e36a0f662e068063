/** The output of apps: their last lines, and what comes after. */

import type { Writable } from 'node:stream';
import type { Target } from '@pmx/protocol';
import { type OpenClient, watchApps } from './apps';
import { type FormatOptions, makeFormatter } from './format';
import { outputTo } from './output';
import { LogSession, type SessionOptions } from './session';
import type { LogType } from './sources';

export type { LogClient, LogClientEvents, OpenClient } from './apps';
export { escapeUntrusted } from './escape';
export type { FormatOptions, LogStyle } from './format';
export { makeHighlighter } from './highlight';
export type { LogType } from './sources';

export interface LogOptions extends FormatOptions {
  /** Lines of the past to show per file, 0 or more. */
  lines: number;
  streams: LogType;
  open: OpenClient;
  signal?: AbortSignal;
}

/**
 * Shows the last lines of the targets (none: all), then follows them across rotation, and across restarts of
 * apps and daemon. Resolves when `signal` is aborted or nobody reads the output any more.
 * @throws {PmxError} PMX_ERR_UNKNOWN_APP, PMX_ERR_NOT_RUNNING
 */
export async function followLogs(targets: Target[], options: LogOptions, stream: Writable): Promise<void> {
  const output = outputTo(stream);
  const session = new LogSession(sessionOptions(options), output);
  const signal = options.signal ? AbortSignal.any([options.signal, output.gone]) : output.gone;
  try {
    await watchApps({ open: options.open, targets, signal, onApps: (apps) => session.update(apps) });
  } finally {
    await session.close();
  }
}

/**
 * Shows the last lines of the targets (none: all), and returns.
 * @throws {PmxError} PMX_ERR_UNKNOWN_APP, PMX_ERR_NOT_RUNNING
 */
export async function showLogs(targets: Target[], options: LogOptions, stream: Writable): Promise<void> {
  const client = await options.open({ onEvent: () => {}, onClose: () => {} });
  const { apps } = await client.call('describe', { targets });
  client.close();
  await new LogSession(sessionOptions(options), outputTo(stream)).show(apps);
}

const sessionOptions = (options: LogOptions): SessionOptions => ({
  lines: options.lines,
  streams: options.streams,
  format: makeFormatter(options),
  headers: options.style === 'text',
});

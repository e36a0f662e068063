/** Asks a program whether it is well: over HTTP, over TCP, or by a command. */

import type { ProbeSpec } from '@pmx/supervision';
import { probeCommand } from './command';
import { probeHttp } from './http';
import { probeTcp } from './tcp';
import type { ProbeOptions, ProbeResult } from './types';

export type { ProbeOptions, ProbeResult, ProbeSurroundings } from './types';

/** Never throws; when it resolves, its connection is closed and its command's process group is killed. */
export async function probe(spec: ProbeSpec, options: ProbeOptions): Promise<ProbeResult> {
  const { timeout, signal } = options;
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(new Error(`gave no answer within ${timeout} ms`)), timeout);
  const giveUp = (): void => end.abort(new Error('was given up'));
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted) giveUp();
  try {
    end.signal.throwIfAborted();
    await attempt(spec, options, end.signal);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: reasonOf(end.signal.aborted ? end.signal.reason : error) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

function attempt(spec: ProbeSpec, options: ProbeOptions, signal: AbortSignal): Promise<void> {
  switch (spec.kind) {
    case 'http':
      return probeHttp(spec, options, signal);
    case 'tcp':
      return probeTcp(spec, options, signal);
    case 'command':
      return probeCommand(spec, options, signal);
  }
}

/** A host with several addresses fails with one error for each, and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join('; ');
  return error instanceof Error ? error.message : String(error);
}

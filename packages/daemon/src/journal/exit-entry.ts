/** What the journal says of an exit. Pure. */

import type { JournalEntry } from '@pmx/protocol';
import { describeExit, type ExitRecord } from '@pmx/supervision';
import { heapLines, isHeapExhausted } from './out-of-memory';
import { durationWords } from './words';

/** Lines of error output that an entry keeps, and characters of each. */
const MAX_LINES = 15;
const MAX_WIDTH = 200;

export type ExitFacts = Pick<
  JournalEntry,
  'message' | 'exit' | 'uptime' | 'generation' | 'outOfMemory' | 'errorTail'
>;

/**
 * @param errorText the end of its error output; untrusted
 * @param kernelKill whether the kernel's out-of-memory killer is known to have acted in its control group
 */
export function exitFacts(exit: ExitRecord, errorText: string, kernelKill: () => boolean): ExitFacts {
  const { status, uptime, generation, requested } = exit;
  const outOfMemory = requested ? null : memoryKill(exit, errorText, kernelKill);
  const errorTail = requested || isPlainEnd(exit) ? [] : tailOf(errorText, outOfMemory === 'heap');
  return {
    message: messageOf(exit, outOfMemory),
    exit: status,
    generation,
    ...(status.kind === 'spawn-failed' ? {} : { uptime }),
    ...(outOfMemory === null ? {} : { outOfMemory }),
    ...(errorTail.length === 0 ? {} : { errorTail }),
  };
}

function memoryKill(
  { status }: ExitRecord,
  errorText: string,
  kernelKill: () => boolean,
): 'system' | 'heap' | null {
  if (isHeapExhausted(status, errorText)) return 'heap';
  const killed = status.kind === 'signal' && status.signal === 'SIGKILL';
  return killed && kernelKill() ? 'system' : null;
}

function messageOf(
  { status, uptime, requested, failure }: ExitRecord,
  memory: 'system' | 'heap' | null,
): string {
  const ended = describeExit(status);
  if (status.kind === 'spawn-failed') return ended;
  const after = status.kind === 'unknown' ? ended : `${ended} after ${durationWords(uptime)}`;
  if (failure !== null) return `${after}; pmx ended it, because it ${failure}`;
  if (requested) return `${after}, as pmx had asked`;
  if (memory === 'heap') return `${after}: its JavaScript heap was full (out of memory)`;
  if (memory === 'system') return `${after}: the kernel killed it, because memory ran out`;
  const killed = status.kind === 'signal' && status.signal === 'SIGKILL';
  return killed ? `${after}, not by pmx: another process or the kernel's out-of-memory killer` : after;
}

const isPlainEnd = ({ status }: ExitRecord): boolean => status.kind === 'code' && status.code === 0;

function tailOf(text: string, heap: boolean): string[] {
  const lines = heap ? heapLines(text) : text.replace(/\n$/, '').split('\n').slice(-MAX_LINES);
  return lines.filter((line) => line !== '').map((line) => line.slice(0, MAX_WIDTH));
}

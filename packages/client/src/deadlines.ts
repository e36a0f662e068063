import type { ApiMethod } from '@pmx/protocol';
import type { CallOptions } from '@pmx/system';

/** Milliseconds for an answer that takes no work. With the start of the command it stays under 5 s. */
const QUICK = 4_000;

/** Milliseconds without a sign of life during an operation that may take long; the daemon gives one each second. */
const IDLE = 4_000;

const LONG: ReadonlySet<ApiMethod> = new Set([
  'start',
  'restart',
  'reload',
  'stop',
  'delete',
  'scale',
  'signal',
  'resurrect',
  'leave',
  'renewHosts',
  'kill',
  'profile',
  'heapSnapshot',
  'gc',
  'trigger',
]);

/** How long a call may take (invariant 10: every command has a deadline). */
export const limitsOf = (method: ApiMethod): CallOptions =>
  LONG.has(method) ? { deadline: IDLE, idle: true } : { deadline: QUICK };

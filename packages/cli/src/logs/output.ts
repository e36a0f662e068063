/** A stream that is written to no faster than it is read. */

import { once } from 'node:events';
import type { Writable } from 'node:stream';

export interface LogOutput {
  /** Resolves when more may be written, and at once when nobody reads any more. */
  write(data: string | Uint8Array): Promise<void>;
  /** Aborted when nobody reads any more: `pmx logs | head`. */
  readonly gone: AbortSignal;
}

export function outputTo(stream: Writable): LogOutput {
  const abort = new AbortController();
  const leave = (): void => abort.abort();
  stream.on('error', leave);
  stream.on('close', leave);
  return {
    gone: abort.signal,
    async write(data) {
      if (abort.signal.aborted || data.length === 0 || stream.write(data)) return;
      // The one way out of this wait besides 'drain' is that the reader has gone.
      await once(stream, 'drain', { signal: abort.signal }).catch(leave);
    },
  };
}

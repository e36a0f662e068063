/** What passes between the CLI and the thread that runs a JavaScript or TypeScript config. */

import type { ErrorCode } from '@pmx/protocol';
import type { ConfigKind } from './kind';

export interface WorkerInput {
  /** Absolute. */
  file: string;
  kind: ConfigKind;
}

export type WorkerOutput =
  | { ok: true; value: unknown }
  /** The value was not plain. */
  | {
      ok: false;
      error: { code: ErrorCode; message: string; advice: string; details: Record<string, unknown> };
    }
  /** The config threw. */
  | { ok: false; thrown: Thrown }
  /** Nothing is left to do and there is still no value. */
  | { ok: false; unsettled: true };

export interface Thrown {
  name: string;
  message: string;
  stack: string;
}

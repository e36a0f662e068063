/** The journal: what happened to apps, and what pmx decided. */

import type { ExitStatus } from '@pmx/supervision';

export type JournalKind =
  | 'start'
  | 'online'
  | 'exit'
  /** The policy starts it again, now or after a delay. */
  | 'restart'
  /** The policy does not start it again: too many crashes, a stop exit code, autorestart off. */
  | 'give-up'
  | 'stop'
  | 'delete'
  | 'reload'
  | 'reload-failed'
  /** A health check, a memory limit, cron, watch: why it was replaced or restarted. */
  | 'trigger'
  /** Output that could not be written. */
  | 'dropped-output'
  /** The daemon or a host began, ended, or was lost. */
  | 'pmx';

export interface JournalEntry {
  /** Rises by one for each entry of this home. */
  seq: number;
  /** Epoch milliseconds. */
  at: number;
  kind: JournalKind;
  /** null: it concerns pmx itself. */
  id: number | null;
  app: string | null;
  /** In plain words, one line. */
  message: string;
  pid?: number;
  /** Number of the process in its slot: with the id it names one process. */
  generation?: number;
  /** Of the daemon's own first and last word. */
  daemon?: 'began' | 'ended';
  /** Of an exit. */
  exit?: ExitStatus;
  /** Milliseconds that the process had run. */
  uptime?: number;
  /** The system's or V8's out-of-memory kill. */
  outOfMemory?: 'system' | 'heap';
  /** Last lines of its error output, oldest first; untrusted bytes. */
  errorTail?: string[];
}

/** What `pmx why` tells of one instance, in plain words. */
export interface Explanation {
  id: number;
  name: string;
  status: string;
  /** What happened, oldest first. */
  happened: string[];
  /** What the policy made of it. */
  decided: string[];
  /** What comes next, and what the user can do. */
  next: string[];
  errorTail: string[];
}

/** An app as the daemon keeps it: what was declared, and its instances. */

import {
  type AppSpec,
  type InstanceState,
  newInstance,
  type ParseContext,
  type RawApp,
} from '@pmx/supervision';
import { NO_USAGE, type Usage } from './usage';

/** What was declared and where; `spec` is always what `parseSpec` makes of it. */
export interface Declaration {
  raw: RawApp;
  context: ParseContext;
}

/** One version of an app: what was declared, and by whom. */
export interface Release {
  declaration: Declaration;
  spec: AppSpec;
  /** The environment of the caller who started it; shared between apps that were started alike. */
  inherited: Readonly<Record<string, string>>;
}

export interface App extends Release {
  /** Epoch milliseconds. */
  createdAt: number;
  slots: Slot[];
  /** Slots whose successors have taken over; they leave when their processes are gone. */
  retiring: Slot[];
}

/** Files that the streams of one instance go to. */
export interface LogFiles {
  out: string | null;
  error: string | null;
  combined: string | null;
}

/** How the current or last process of a slot was started. */
export interface Launched {
  /** Which kind of host holds it. */
  host: 'keeper' | 'primary';
  /** Absolute, symlinks unresolved; null: a shell command line. */
  script: string | null;
  /** What runs the script: an absolute path, or `none`. */
  interpreter: string;
  nodeVersion: string | null;
  /** The app's own version, from the package.json nearest to the script. */
  version: string | null;
  /** Whether its agent will tell when the main module has run. */
  reportsBoot: boolean;
  /** Epoch milliseconds. */
  at: number;
  files: LogFiles;
  /** Bytes that stood in the error and output files before it was started. */
  logOffsets: { out: number; error: number };
}

/** One place in an app, with its id for life; one process at a time runs in it. */
export interface Slot {
  readonly id: number;
  readonly app: App;
  /** Index in its app, from 0. */
  readonly index: number;
  readonly createdAt: number;
  state: InstanceState;
  launched: Launched | null;
  /** Epoch milliseconds of the last exit. */
  exitedAt: number | null;
  /** Epoch milliseconds at which it last became online. */
  onlineAt: number | null;
  /** Deleted: it leaves the list as soon as its process is gone. */
  removing: boolean;
  usage: Usage;
  /** Comes up in this slot's place during a reload; same id and index. It is in no list until it takes over. */
  successor: Slot | null;
  /** What its start waits for, in plain words; null: nothing. */
  waitsFor: string | null;
  /** Generation that was last seen to listen; null: none. */
  listening: number | null;
  /** When the agent of this generation was first heard; monotonic milliseconds. */
  greeted: { generation: number; at: number } | null;
  /** Generation whose main module was last seen to have run; null: none. */
  booted: number | null;
  /** Last sign of life of its agent; monotonic milliseconds. */
  heartbeat: { generation: number; at: number } | null;
  /** Actions that the app has registered. */
  actions: { generation: number; names: string[] } | null;
  /** Connections that were cut when it drained. */
  cut: number;
  /** Bytes of output that could not be written since the daemon began. */
  droppedBytes: number;
  /** What it runs, while that is not (yet) what the app is declared to be; null: what the app is. */
  release: Release | null;
}

/** A slot that has never run, in no list yet. */
export const freshSlot = (app: App, id: number, index: number, createdAt: number): Slot => ({
  id,
  app,
  index,
  createdAt,
  state: newInstance('down'),
  launched: null,
  exitedAt: null,
  onlineAt: null,
  removing: false,
  usage: NO_USAGE,
  successor: null,
  waitsFor: null,
  listening: null,
  greeted: null,
  booted: null,
  heartbeat: null,
  actions: null,
  cut: 0,
  droppedBytes: 0,
  release: null,
});

/** What the slot's next process is started from. */
export const releaseOf = (slot: Slot): Release => slot.release ?? slot.app;

export const specOf = (slot: Slot): AppSpec => releaseOf(slot).spec;

/**
 * Which kind of host holds the slot's process. A daemon that died right after a slot's first spawn has not written down how
 * it was launched: then its declaration tells.
 */
export function hostKindOf(slot: Slot): Launched['host'] {
  if (slot.launched) return slot.launched.host;
  return slot.state.generation > 0 && specOf(slot).execMode === 'cluster' ? 'primary' : 'keeper';
}

/** The name of one process in the host protocol and on the agent channel. */
export const processKey = (slotId: number, generation: number): string => `${slotId}.${generation}`;

/** @returns null when `key` is none of ours */
export function parseProcessKey(key: string): { slotId: number; generation: number } | null {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(key);
  return match ? { slotId: Number(match[1]), generation: Number(match[2]) } : null;
}

/** Whether it comes up beside the process that it is to replace. */
export const isSuccessor = (slot: Slot): boolean => !slot.app.slots.includes(slot);

export const currentKey = (slot: Slot): string => processKey(slot.id, slot.state.generation);

/** Whether the slot is wanted and not on its way out. */
export const isWanted = (slot: Slot): boolean => slot.state.desired === 'up' && !slot.removing;

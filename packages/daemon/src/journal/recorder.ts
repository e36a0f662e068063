/** Turns what the daemon sees into entries of the journal. */

import type { JournalEntry, JournalKind } from '@pmx/protocol';
import type { Effect, ExitRecord, LifecycleEvent } from '@pmx/supervision';
import { type App, isSuccessor, type Launched, type Slot } from '../apps/app';
import { type ExitFacts, exitFacts } from './exit-entry';
import type { Journal, JournalNews } from './journal';
import type { KernelKills, KillCounter } from './out-of-memory';
import { durationWords } from './words';

export interface RecorderPorts {
  journal: Journal;
  kernelKills: KernelKills;
  /** The end of what it wrote since it was started; untrusted. */
  errorText(launched: Launched | null): string;
  /** Epoch milliseconds. */
  clock(): number;
  /** Milliseconds on the monotonic clock. */
  now(): number;
}

const KIND_OF: Record<LifecycleEvent, JournalKind> = {
  start: 'start',
  online: 'online',
  exit: 'exit',
  restart: 'restart',
  waiting: 'restart',
  errored: 'give-up',
  stop: 'stop',
  unready: 'trigger',
};

/** Of one process each of these happens once: a daemon that learns of it again has nothing to add. */
const ONCE: ReadonlySet<JournalKind> = new Set<JournalKind>(['exit', 'restart', 'give-up', 'online']);

/** Milliseconds between two entries about lost output of one instance. */
const DROPPED_INTERVAL = 60_000;

interface Process {
  generation: number;
  pid: number;
  kills: KillCounter | null;
}

interface Ended {
  record: ExitRecord;
  at: number;
}

export class Recorder {
  private readonly processes = new WeakMap<Slot, Process>();
  /** Exits whose output is still on its way to the files. */
  private readonly ended = new WeakMap<Slot, Ended>();
  private readonly nextDropped = new WeakMap<Slot, number>();

  constructor(private readonly ports: RecorderPorts) {}

  /** To be called after each change of a slot, so that its process is known when it ends. */
  noteProcess(slot: Slot): void {
    const { pid, generation } = slot.state;
    if (pid === null || this.processes.get(slot)?.pid === pid) return;
    this.processes.set(slot, { pid, generation, kills: this.ports.kernelKills.counterOf(pid) });
  }

  lifecycle(slot: Slot, { event, message }: Extract<Effect, { type: 'publish' }>): void {
    if (event === 'exit') {
      this.holdExit(slot);
      return;
    }
    // What follows its end is decided when its output is in the files: then its last words can be read.
    this.tellExit(slot);
    this.tell(slot, { ...decision(slot, event, message), generation: generationOf(slot, event) });
  }

  /** Why these are replaced or restarted. */
  trigger(slots: readonly Slot[], message: string): void {
    for (const slot of slots) this.tell(slot, { kind: 'trigger', message });
  }

  reload(app: App, kind: 'reload' | 'reload-failed', message: string): void {
    this.ports.journal.append({ kind, id: app.slots[0]?.id ?? null, app: app.spec.name, message });
  }

  removed(slot: Slot): void {
    this.tellExit(slot);
    this.tell(slot, { kind: 'delete', message: 'deleted' });
  }

  /** One entry a minute for each instance, whatever is lost. */
  droppedOutput(slot: Slot, message: string): void {
    const now = this.ports.now();
    if (now < (this.nextDropped.get(slot) ?? 0)) return;
    this.nextDropped.set(slot, now + DROPPED_INTERVAL);
    this.tell(slot, { kind: 'dropped-output', message });
  }

  /** The daemon's first word; `isOver`: what ran before has ended with pmx or with the machine. */
  began(pid: number, version: string, isOver: boolean): void {
    const { journal } = this.ports;
    const last = journal.newest().findLast((entry) => entry.daemon !== undefined);
    this.own(`the daemon began (pid ${pid}, version ${version})${beginning(last, isOver)}`, 'began');
  }

  /** About pmx itself. */
  own(message: string, daemon?: 'began' | 'ended'): void {
    this.ports.journal.append({ kind: 'pmx', id: null, app: null, message, ...(daemon ? { daemon } : {}) });
  }

  private holdExit(slot: Slot): void {
    this.tellExit(slot);
    const record = slot.state.lastExit;
    // Given up before there was a process: nothing has ended.
    if (record?.requested && record.status.kind === 'spawn-failed') return;
    if (record) this.ended.set(slot, { record, at: this.ports.clock() });
  }

  private tellExit(slot: Slot): void {
    const ended = this.ended.get(slot);
    if (!ended) return;
    this.ended.delete(slot);
    const process = this.processes.get(slot);
    const mine = process?.generation === ended.record.generation ? process : null;
    this.tell(slot, {
      kind: 'exit',
      at: ended.at,
      ...this.factsOf(slot, ended.record, mine),
      ...(mine ? { pid: mine.pid } : {}),
    });
  }

  private factsOf(slot: Slot, record: ExitRecord, process: Process | null): ExitFacts {
    const quiet = record.requested || record.status.kind === 'spawn-failed';
    const { kernelKills, errorText } = this.ports;
    return exitFacts(
      record,
      quiet ? '' : errorText(slot.launched),
      () => process?.kills != null && kernelKills.explains(process.kills),
    );
  }

  private tell(slot: Slot, news: Omit<JournalNews, 'id' | 'app'>): void {
    const entry = { ...news, id: slot.id, app: slot.app.spec.name };
    if (!isKnown(this.ports.journal.newest(), entry)) this.ports.journal.append(entry);
  }
}

/** A decision is about the process that ended, although the next one may have been asked for in the same step. */
function generationOf({ state }: Slot, event: LifecycleEvent): number {
  const decides = event === 'restart' || event === 'waiting' || event === 'errored';
  return (decides ? state.lastExit?.generation : undefined) ?? state.generation;
}

function decision(slot: Slot, event: LifecycleEvent, message: string): Omit<JournalNews, 'id' | 'app'> {
  const kind = KIND_OF[event];
  if (event === 'start' && slot.state.pid !== null) return { kind, message, pid: slot.state.pid };
  if (event === 'errored') return { kind, message: `pmx gave up: ${message}` };
  if (event === 'unready') return { kind, message: `it ${message}` };
  if (event !== 'stop') return { kind, message };
  if (message === 'finished') return { kind: 'give-up', message: finishedMessage(slot.state.lastExit) };
  if (slot.app.retiring.includes(slot))
    return { kind, message: 'the old process has made way for the new one' };
  return { kind, message: isSuccessor(slot) ? 'the new process was given up' : 'stopped, as asked' };
}

function finishedMessage(exit: ExitRecord | null): string {
  const ran = exit === null ? '' : ` after ${durationWords(exit.uptime)}`;
  return `finished${ran}; an end like this is final (autorestart, stop_exit_codes)`;
}

/** After what; a daemon that ended in an orderly way has said so. */
function beginning(last: JournalEntry | undefined, isOver: boolean): string {
  if (last?.daemon !== 'began') return '';
  return isOver
    ? ', after the machine was started again'
    : '; the one before was killed or had a fault, and the apps went on meanwhile';
}

/** The newest first: entries of an app of before, whose id is used again, stand behind its deletion. */
function isKnown(entries: readonly JournalEntry[], news: JournalNews): boolean {
  if (!ONCE.has(news.kind) || news.generation === undefined) return false;
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const entry = entries[i]!;
    if (entry.id !== news.id || entry.app !== news.app) continue;
    if (entry.kind === 'delete') return false;
    if (entry.kind === news.kind && entry.generation === news.generation) return true;
  }
  return false;
}

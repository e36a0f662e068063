/** history and why. */

import type { ApiRequests, Explanation, JournalEntry } from '@pmx/protocol';
import type { TimerName } from '@pmx/supervision';
import { type Slot, specOf } from '../apps/app';
import { requireSlots, type Word } from '../apps/targets';
import type { Daemon } from '../commands/context';
import { explain, type WhyFacts } from '../journal/explain';

/**
 * @param words none: all apps, and pmx itself
 * @throws {PmxError} PMX_ERR_UNKNOWN_APP for a word that names neither an app nor one that was there once
 */
export async function history(
  daemon: Daemon,
  words: Word[],
  { limit, since }: ApiRequests['history']['params'],
): Promise<{ entries: JournalEntry[] }> {
  const all = await daemon.journal.all();
  const matches = words.length === 0 ? () => true : matcher(daemon, words, all);
  const entries = all.filter((entry) => matches(entry) && (since === null || entry.at >= since));
  return { entries: limit > 0 ? entries.slice(-limit) : [] };
}

type Match = (entry: JournalEntry) => boolean;

function matcher(daemon: Daemon, words: Word[], entries: readonly JournalEntry[]): Match {
  const matches = words.map((word) => matchOf(daemon, word, entries));
  return (entry) => matches.some((match) => match(entry));
}

/** What was deleted is known by its name alone. */
function matchOf(daemon: Daemon, word: Word, entries: readonly JournalEntry[]): Match {
  const byName: Match = ({ app }) => app === word.value;
  if (entries.some(byName)) return byName;
  const slots = requireSlots(daemon.supervisor.registry, [word]);
  return ({ id, app }) => slots.some((slot) => slot.id === id && slot.app.spec.name === app);
}

export function why(daemon: Daemon, slots: readonly Slot[]): { apps: Explanation[] } {
  const entries = daemon.journal.newest();
  const explained = slots.map((slot) => {
    const mine = entriesOf(slot, entries);
    return explain(factsOf(daemon, slot, mine), mine);
  });
  return { apps: explained };
}

/** Since it was added; a reload is told of its app's first instance, and concerns all. */
function entriesOf({ id, app }: Slot, entries: readonly JournalEntry[]): JournalEntry[] {
  const mine = entries.filter(
    (entry) => entry.app === app.spec.name && (entry.id === id || entry.kind.startsWith('reload')),
  );
  return mine.slice(mine.findLastIndex(({ kind }) => kind === 'delete') + 1);
}

const TIMERS: readonly TimerName[] = ['ready', 'kill', 'restart', 'drain'];

function factsOf(
  { supervisor, failingCheck }: Daemon,
  slot: Slot,
  entries: readonly JournalEntry[],
): WhyFacts {
  const remaining: WhyFacts['remaining'] = {};
  for (const name of TIMERS) {
    const left = supervisor.remaining(slot, name);
    if (left !== null) remaining[name] = left;
  }
  return {
    id: slot.id,
    state: slot.state,
    spec: specOf(slot),
    waitsFor: slot.waitsFor,
    failingCheck: failingCheck(slot),
    onlineAt: slot.onlineAt ?? cameUpAt(slot, entries),
    now: Date.now(),
    remaining,
  };
}

/** A daemon that came later has not seen it. */
const cameUpAt = ({ state }: Slot, entries: readonly JournalEntry[]): number | null =>
  entries.findLast(({ kind, generation }) => kind === 'online' && generation === state.generation)?.at ??
  null;

/** What all commands that change apps share: acting on slots, waiting for them, and saying what became of them. */

import type { ChangeResult, Failure } from '@pmx/protocol';
import type { UnknownField } from '@pmx/supervision';
import type { Slot } from '../apps/app';
import { viewList } from '../apps/views';
import { readErrorTail } from '../observe/error-tail';
import type { Delivery } from '../runtime/mailbox';
import type { Goal, Outcome } from '../runtime/outcome';
import type { Daemon, Progress } from './context';

export interface Change extends Delivery {
  goal: Goal;
}

export interface ChangeNotes {
  notes?: string[];
  unknownFields?: UnknownField[];
}

/** Posts all events at once and waits until each slot has reached its goal or failed. They go side by side. */
export async function carryOut(
  daemon: Daemon,
  changes: Change[],
  progress: Progress,
  said: ChangeNotes = {},
): Promise<ChangeResult> {
  daemon.supervisor.postAll(changes);
  let done = 0;
  const outcomes = changes.map(async ({ slot, goal }) => {
    const outcome = await daemon.supervisor.wait(slot, goal);
    done += 1;
    progress.report({
      done,
      total: changes.length,
      message: `${slot.app.spec.name} (${slot.id}) ${slot.state.phase}`,
    });
    return { slot, outcome };
  });
  // Starts that wait for other apps know so by now.
  await new Promise(setImmediate);
  progress.report({ done, total: changes.length, message: waitingOf(changes).join('; ') });
  return answer(daemon, await Promise.all(outcomes), said);
}

/** What waits for what: `web waits for db to be ready`. */
const waitingOf = (changes: Change[]): string[] => [
  ...new Set(
    changes.flatMap(({ slot }) => (slot.waitsFor === null ? [] : `${slot.app.spec.name} ${slot.waitsFor}`)),
  ),
];

export async function answer(
  daemon: Daemon,
  outcomes: { slot: Slot; outcome: Outcome }[],
  { notes = [], unknownFields = [] }: ChangeNotes = {},
): Promise<ChangeResult> {
  const failures = await Promise.all(outcomes.map(({ slot, outcome }) => failureOf(slot, outcome)));
  const { trouble } = daemon.store;
  const storeNote =
    trouble === null
      ? []
      : [`${trouble} What was done is in effect, and is written down as soon as that is possible.`];
  return {
    changed: outcomes.map(({ slot }) => slot.id),
    failures: failures.filter((failure): failure is Failure => failure !== null),
    unknownFields,
    notes: [...notes, ...storeNote],
    list: await viewList(daemon),
  };
}

async function failureOf(slot: Slot, outcome: Outcome): Promise<Failure | null> {
  if (outcome.kind === 'reached') return null;
  const failed = outcome.kind === 'failed';
  return {
    id: slot.id,
    name: slot.app.spec.name,
    reason: outcome.reason,
    exit: failed ? (outcome.exit?.status ?? null) : null,
    errorTail: failed ? readErrorTail(slot.launched) : [],
    next: failed ? whatComesNext(slot) : '',
  };
}

function whatComesNext({ state }: Slot): string {
  switch (state.phase) {
    case 'errored':
      return 'it stays errored';
    case 'waiting':
    case 'launching':
    case 'online':
    case 'stopping':
      if (state.desired === 'down') return '';
      return 'pmx keeps restarting it, with growing pauses; stop it with pmx stop, or declare autorestart: false for a job that ends';
    default:
      return '';
  }
}

/** One answer for what was done in several steps. */
export function joined(results: ChangeResult[]): ChangeResult {
  return {
    changed: results.flatMap(({ changed }) => changed),
    failures: results.flatMap(({ failures }) => failures),
    unknownFields: results.flatMap(({ unknownFields }) => unknownFields),
    notes: [...new Set(results.flatMap(({ notes }) => notes))],
    list: results.at(-1)?.list ?? [],
  };
}

/** Waiting for an instance to get where a command wants it, or to fail on the way. */

import { describeExit, type ExitRecord, type InstanceState } from '@pmx/supervision';
import type { Slot } from '../apps/app';

export type Outcome =
  | { kind: 'reached' }
  | { kind: 'failed'; reason: string; exit: ExitRecord | null }
  /** Another command wants something else of it by now. */
  | { kind: 'superseded'; reason: string };

/** Answers null while it is still open. */
export type Goal = (state: InstanceState, removing: boolean) => Outcome | null;

const REACHED: Outcome = { kind: 'reached' };

/** It is online with this generation. An end on the way there is a failure, even if it will be tried again. */
export function goalUp(generation: number): Goal {
  return (state, removing) => {
    if (removing || state.desired === 'down') return superseded('it was stopped by another command');
    if (state.generation >= generation && state.phase === 'online') return REACHED;
    if (isLeavingUnready(state, generation)) return { kind: 'failed', reason: state.cause ?? '', exit: null };
    const exit = state.lastExit;
    const ended = exit !== null && exit.generation >= generation && state.phase !== 'stopping';
    // An end that pmx asked for, to restart it, is none of its own; the next run will tell.
    if (!ended || (exit.requested && exit.failure === null && state.phase !== 'errored')) return null;
    if (state.phase === 'stopped') return REACHED;
    const reason = exit.failure ?? state.cause ?? describeExit(exit.status);
    return { kind: 'failed', reason: withUptime(reason, exit), exit };
  };
}

/** It was not ready in time; its connections may take a while to end, and nobody needs to wait for that. */
const isLeavingUnready = (state: InstanceState, generation: number): boolean =>
  state.generation >= generation && state.draining && state.restartReason === 'unready';

/** Its process is gone and none is coming. */
export const goalDown: Goal = (state) => {
  if (state.phase === 'stopped') return REACHED;
  if (state.desired === 'up') return superseded('it was started by another command');
  return null;
};

function withUptime(reason: string, exit: ExitRecord): string {
  if (exit.status.kind === 'spawn-failed' || reason.includes(' after ') || exit.requested) return reason;
  return reason.replace(describeExit(exit.status), (told) => `${told} after ${exit.uptime} ms`);
}

const superseded = (reason: string): Outcome => ({ kind: 'superseded', reason });

interface Waiter {
  goal: Goal;
  resolve(outcome: Outcome): void;
}

export class Waiters {
  private readonly bySlot = new Map<Slot, Set<Waiter>>();

  /** Resolves when the goal is decided; at once when it is already. */
  wait(slot: Slot, goal: Goal): Promise<Outcome> {
    const outcome = goal(slot.state, slot.removing);
    if (outcome) return Promise.resolve(outcome);
    return new Promise((resolve) => {
      const waiters = this.bySlot.get(slot) ?? new Set();
      waiters.add({ goal, resolve });
      this.bySlot.set(slot, waiters);
    });
  }

  /** To be called after each change of the slot. */
  check(slot: Slot): void {
    const waiters = this.bySlot.get(slot);
    if (!waiters) return;
    for (const waiter of waiters) {
      const outcome = waiter.goal(slot.state, slot.removing);
      if (!outcome) continue;
      waiters.delete(waiter);
      waiter.resolve(outcome);
    }
    if (waiters.size === 0) this.bySlot.delete(slot);
  }
}

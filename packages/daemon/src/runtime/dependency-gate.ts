/** Holds a start back until the apps that it depends on are where they have to be. */

import { type Dependency, isMet } from '@pmx/supervision';
import type { Slot } from '../apps/app';
import { specOf } from '../apps/app';
import type { Registry } from '../apps/registry';

/** @returns `met`; what is waited for; or why waiting makes no sense */
type Answer = { kind: 'met' } | { kind: 'wait'; what: string } | { kind: 'blocked'; why: string };

const WORDS: Record<Dependency['condition'], string> = {
  started: 'to be started',
  ready: 'to be ready',
  completed: 'to complete',
};

export class DependencyGate {
  private readonly waiting = new Map<Slot, { check(): void }>();

  /** @param told is given what a slot waits for, for people; null: nothing any more */
  constructor(
    private readonly registry: Registry,
    private readonly told: (slot: Slot, what: string | null) => void,
  ) {}

  /**
   * Resolves when the slot may start.
   * @throws {Error} naming the dependency, when nobody will bring it up
   */
  pass(slot: Slot): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const answer = this.answerFor(slot);
        if (answer.kind === 'wait') {
          this.hold(slot, check, answer.what);
          return;
        }
        this.release(slot);
        if (answer.kind === 'met') resolve();
        else reject(new Error(answer.why));
      };
      check();
    });
  }

  /** To be called after each change of any slot. */
  changed(): void {
    for (const { check } of [...this.waiting.values()]) check();
  }

  private hold(slot: Slot, check: () => void, what: string): void {
    if (!this.waiting.has(slot)) this.told(slot, what);
    this.waiting.set(slot, { check });
  }

  private release(slot: Slot): void {
    if (this.waiting.delete(slot)) this.told(slot, null);
  }

  private answerFor(slot: Slot): Answer {
    // It was stopped, or is to start anew: its spawn notices that by itself.
    if (slot.state.phase !== 'launching') return { kind: 'met' };
    for (const dependency of specOf(slot).dependsOn) {
      const answer = this.answerOn(dependency);
      if (answer.kind !== 'met') return answer;
    }
    return { kind: 'met' };
  }

  private answerOn({ app: name, condition }: Dependency): Answer {
    const slots = this.registry.app(name)?.slots.filter((slot) => !slot.removing) ?? [];
    if (slots.length === 0)
      return { kind: 'blocked', why: `it depends on ${name}, which is not in the list` };
    const met = isMet(
      condition,
      slots.map((slot) => slot.state),
    );
    if (met === 'yes') return { kind: 'met' };
    const down = slots.find((slot) => slot.state.desired === 'down' || slot.state.phase === 'errored');
    if (met === 'never' || down) {
      const { phase } = (down ?? slots[0]!).state;
      return { kind: 'blocked', why: `it depends on ${name}, which is ${phase}` };
    }
    return { kind: 'wait', what: `waits for ${name} ${WORDS[condition]}` };
  }
}

/** Carries out a reload plan: successors come up beside the old processes and take over when they are ready. */

import { isReloadOver, newReload, type ReloadAction, type ReloadEvent, reloadStep } from '@pmx/supervision';
import { type App, isWanted, type Release, type Slot } from '../apps/app';
import { goalDown, goalUp, type Outcome } from '../runtime/outcome';
import type { Daemon, Progress } from './context';

export interface ReplaceResult {
  /** One for each slot that was to be replaced. */
  outcomes: { slot: Slot; outcome: Outcome }[];
  /** Ids whose successors have taken over. */
  replaced: number[];
  /** Connections that were open longer than `drain_timeout` and were cut. */
  cut: number;
}

/** How the old process goes: one whose event loop is stuck can't drain. */
export type Ending = 'drain' | 'stop';

/** @param release what the successors run; null: what the app is declared to be */
export function replace(
  daemon: Daemon,
  app: App,
  slots: Slot[],
  release: Release | null,
  progress: Progress,
  ending: Ending = 'drain',
): Promise<ReplaceResult> {
  return new Replacement(
    daemon,
    slots,
    release,
    (release ?? app).spec.reload.parallel,
    progress,
    ending,
  ).run();
}

class Replacement {
  private state;
  private readonly old: Map<number, Slot>;
  private readonly outcomes = new Map<number, { slot: Slot; outcome: Outcome }>();
  private cut = 0;
  private finish: (result: ReplaceResult) => void = () => {};

  constructor(
    private readonly daemon: Daemon,
    slots: Slot[],
    private readonly release: Release | null,
    private readonly parallel: number,
    private readonly progress: Progress,
    private readonly ending: Ending,
  ) {
    this.old = new Map(slots.map((slot) => [slot.id, slot]));
    this.state = newReload([...this.old.keys()]);
  }

  run(): Promise<ReplaceResult> {
    return new Promise((resolve) => {
      this.finish = resolve;
      this.step({ type: 'begin' });
    });
  }

  private step(event: ReloadEvent): void {
    const { state, actions } = reloadStep(this.state, event, this.parallel);
    this.state = state;
    for (const action of actions) this.perform(action);
    if (isReloadOver(this.state)) this.finish(this.result());
  }

  private perform({ type, id }: ReloadAction): void {
    const slot = this.old.get(id)!;
    if (type === 'launch') void this.launch(slot);
    else if (type === 'take-over') void this.takeOver(slot);
    else this.giveUp(slot);
  }

  private async launch(slot: Slot): Promise<void> {
    const launched = isWanted(slot) ? await this.bringUp(slot) : await { slot, outcome: STOPPED_MEANWHILE };
    const outcome = isWanted(slot) ? launched.outcome : STOPPED_MEANWHILE;
    this.outcomes.set(slot.id, { slot: launched.slot, outcome });
    const reason = outcome.kind === 'reached' ? '' : outcome.reason;
    this.step(
      outcome.kind === 'reached' ? { type: 'ready', id: slot.id } : { type: 'failed', id: slot.id, reason },
    );
  }

  private async bringUp(slot: Slot): Promise<{ slot: Slot; outcome: Outcome }> {
    const { supervisor } = this.daemon;
    const successor = supervisor.registry.addSuccessor(slot, this.release ?? slot.release, Date.now());
    supervisor.post(successor, { type: 'start' });
    const outcome = await supervisor.wait(successor, goalUp(successor.state.generation));
    return { slot: successor, outcome };
  }

  private async takeOver(slot: Slot): Promise<void> {
    const { supervisor } = this.daemon;
    const { successor } = slot;
    supervisor.registry.promote(slot);
    if (successor) supervisor.actions.announcePid(successor);
    slot.removing = true;
    supervisor.post(slot, { type: this.ending });
    this.tell(`${slot.app.spec.name} (${slot.id}) took over`);
    await supervisor.wait(slot, goalDown);
    this.cut += slot.cut;
    this.tell(`${slot.app.spec.name} (${slot.id}) replaced`);
    this.step({ type: 'retired', id: slot.id });
  }

  private giveUp(slot: Slot): void {
    const { successor } = slot;
    if (!successor) return;
    successor.removing = true;
    this.daemon.supervisor.post(successor, { type: 'drain' });
  }

  private tell(message: string): void {
    const { replaced, retiring } = this.state;
    this.progress.report({ done: replaced.length - retiring.length, total: this.old.size, message });
  }

  private result(): ReplaceResult {
    const outcomes = [...this.old.values()].map(
      (slot) => this.outcomes.get(slot.id) ?? { slot, outcome: NOT_BEGUN },
    );
    return { outcomes, replaced: this.state.replaced, cut: this.cut };
  }
}

const STOPPED_MEANWHILE: Outcome = { kind: 'superseded', reason: 'it was stopped by another command' };
const NOT_BEGUN: Outcome = {
  kind: 'superseded',
  reason: 'another instance failed, so this one was left as it is',
};

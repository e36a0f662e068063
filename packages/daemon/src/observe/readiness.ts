/** Asks launching instances whether they are ready, where their app has a probe for it. */

import type { ProbeSpec } from '@pmx/supervision';
import { type Slot, specOf } from '../apps/app';
import type { ProbeResult } from './probes';

/** Milliseconds for one attempt: a connection that hangs must not use up all the time there is. */
const LONGEST_ATTEMPT = 5_000;

export interface ReadinessPorts {
  /** @param timeout milliseconds */
  runProbe(slot: Slot, spec: ProbeSpec, timeout: number, signal: AbortSignal): Promise<ProbeResult>;
  /**
   * Why an answer would tell nothing about this process yet, such as in a cluster, where another one may give it, until
   * this one listens; null: it may be asked.
   */
  notYet(slot: Slot): string | null;
  /** The probe of this generation has succeeded. */
  ready(slot: Slot, generation: number): void;
}

/** The asking of one generation. */
interface Polling {
  readonly generation: number;
  readonly end: AbortController;
  timer: NodeJS.Timeout | null;
  lastFailure: string | null;
}

export class ReadinessProbes {
  private readonly pollings = new Map<Slot, Polling>();

  constructor(private readonly ports: ReadinessPorts) {}

  /** Begins asking, or ends it, as the slot's state demands. To be called after each change of a slot; cheap. */
  changed(slot: Slot): void {
    const current = this.pollings.get(slot);
    if (current && (!isAwaited(slot) || current.generation !== slot.state.generation))
      this.stop(slot, current);
    if (isAwaited(slot) && !this.pollings.has(slot)) this.begin(slot);
  }

  /** Why the last attempt failed, while the slot is still asked; for the message of a timeout. */
  lastFailure(slot: Slot): string | null {
    return this.pollings.get(slot)?.lastFailure ?? null;
  }

  close(): void {
    for (const [slot, polling] of this.pollings) this.stop(slot, polling);
  }

  private begin(slot: Slot): void {
    const { generation } = slot.state;
    const polling: Polling = { generation, end: new AbortController(), timer: null, lastFailure: null };
    this.pollings.set(slot, polling);
    void this.ask(slot, polling);
  }

  private async ask(slot: Slot, polling: Polling): Promise<void> {
    const { signal } = polling.end;
    const result = await this.attempt(slot, signal);
    if (signal.aborted) return;
    if (!result.ok) {
      polling.lastFailure = result.reason;
      polling.timer = setTimeout(() => void this.ask(slot, polling), specOf(slot).readiness.interval);
      return;
    }
    this.stop(slot, polling);
    this.ports.ready(slot, polling.generation);
  }

  private async attempt(slot: Slot, signal: AbortSignal): Promise<ProbeResult> {
    const { probe, timeout } = specOf(slot).readiness;
    const reason = probe === null ? 'it has no probe' : this.ports.notYet(slot);
    if (probe === null || reason !== null) return { ok: false, reason: reason ?? '' };
    return this.ports.runProbe(slot, probe, Math.min(timeout, LONGEST_ATTEMPT), signal);
  }

  private stop(slot: Slot, polling: Polling): void {
    if (polling.timer) clearTimeout(polling.timer);
    polling.end.abort();
    this.pollings.delete(slot);
  }
}

/** It runs, and only the probe is missing. */
const isAwaited = (slot: Slot): boolean =>
  slot.state.phase === 'launching' && slot.state.pid !== null && specOf(slot).readiness.kind === 'probe';

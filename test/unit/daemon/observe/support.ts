import type { ProbeSpec } from '@pmx/supervision';
import type { Slot } from '../../../../packages/daemon/src/apps/app';
import type { ProbeResult } from '../../../../packages/daemon/src/observe/probes';

interface Asked {
  slot: Slot;
  spec: ProbeSpec;
  timeout: number;
  signal: AbortSignal;
  answer(result: ProbeResult): Promise<void>;
}

export const WELL: ProbeResult = { ok: true };
export const ILL: ProbeResult = { ok: false, reason: 'answered with status 503' };

/** Probes that the test answers; or, with `always`, that are answered at once. */
export class FakeProbes {
  readonly asked: Asked[] = [];
  always: ProbeResult | null = null;

  readonly run = (
    slot: Slot,
    spec: ProbeSpec,
    timeout: number,
    signal: AbortSignal,
  ): Promise<ProbeResult> => {
    return new Promise((resolve) => {
      const answer = async (result: ProbeResult): Promise<void> => {
        resolve(result);
        await settled();
      };
      this.asked.push({ slot, spec, timeout, signal, answer });
      if (this.always) resolve(this.always);
    });
  };

  get last(): Asked {
    return this.asked.at(-1)!;
  }
}

/** What follows from promises that are resolved has happened. */
export const settled = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => {});

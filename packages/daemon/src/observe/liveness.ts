/** Looks after running instances, and tells of each that is no longer well. */

import type { LivenessSpec, ProbeSpec } from '@pmx/supervision';
import { type Slot, specOf } from '../apps/app';
import type { ProbeResult } from './probes';

/** The longest time in milliseconds between glances at who is due. */
const LONGEST_TICK = 1_000;

export interface LivenessPorts {
  slots(): Slot[];
  /** Milliseconds on the monotonic clock. */
  now(): number;
  /** @param timeout milliseconds */
  runProbe(slot: Slot, spec: ProbeSpec, timeout: number, signal: AbortSignal): Promise<ProbeResult>;
  /** Milliseconds since the agent's last heartbeat; null: none has come from this process yet. */
  heartbeatAge(slot: Slot): number | null;
  /** It failed as often as it may. Told once for each generation. */
  unhealthy(slot: Slot, reason: string): void;
}

/** What is known of one process. */
interface Watched {
  readonly generation: number;
  /** Monotonic milliseconds since which we look after it. */
  readonly since: number;
  nextLook: number;
  /** Failed looks in a row. */
  failures: number;
  /** Why the last look failed. */
  reason: string;
  /** `looking`: the next look waits for this one. `told`: it is in the hands of others. */
  stage: 'idle' | 'looking' | 'told';
}

export class Liveness {
  private timer: NodeJS.Timeout | null = null;
  private tick: number | null = null;
  private readonly watched = new WeakMap<Slot, Watched>();
  private end = new AbortController();

  constructor(private readonly ports: LivenessPorts) {}

  /** Begins or ends looking, as the apps demand. To be called when apps came, went or changed. */
  refresh(): void {
    const intervals = this.ports.slots().flatMap((slot) => specOf(slot).liveness?.interval ?? []);
    const tick = intervals.length === 0 ? null : Math.min(LONGEST_TICK, ...intervals);
    if (tick === this.tick) return;
    this.close();
    if (tick === null) return;
    this.tick = tick;
    this.timer = setInterval(() => this.look(), tick);
  }

  /** `failed its health check 2 of 3 times: …`; null: the last look found it well, or none was taken. */
  failingCheck(slot: Slot): string | null {
    const watched = this.watched.get(slot);
    const threshold = specOf(slot).liveness?.threshold;
    if (!watched || watched.failures === 0 || threshold === undefined) return null;
    if (watched.generation !== slot.state.generation) return null;
    return `failed its health check ${watched.failures} of ${threshold} times: ${watched.reason}`;
  }

  /** Ends all looks, those under way included. */
  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.tick = null;
    this.end.abort();
    this.end = new AbortController();
  }

  private look(): void {
    for (const slot of this.ports.slots()) {
      const { liveness } = specOf(slot);
      if (liveness === null || !canBeAsked(slot, liveness)) continue;
      const watched = this.watchedAt(slot, liveness);
      if (watched.stage === 'idle' && this.ports.now() >= watched.nextLook) {
        void this.lookAt(slot, liveness, watched);
      }
    }
  }

  private watchedAt(slot: Slot, { startPeriod }: LivenessSpec): Watched {
    const { generation, launchedAt } = slot.state;
    const known = this.watched.get(slot);
    if (known?.generation === generation) return known;
    const since = this.ports.now();
    const nextLook = (launchedAt ?? since) + startPeriod;
    const watched: Watched = { generation, since, nextLook, failures: 0, reason: '', stage: 'idle' };
    this.watched.set(slot, watched);
    return watched;
  }

  private async lookAt(slot: Slot, liveness: LivenessSpec, watched: Watched): Promise<void> {
    const { signal } = this.end;
    watched.stage = 'looking';
    watched.nextLook = this.ports.now() + liveness.interval;
    const result = await this.ask(slot, liveness, watched, signal);
    watched.stage = 'idle';
    const isCurrent = slot.state.generation === watched.generation && slot.state.phase === 'online';
    if (signal.aborted || !isCurrent) return;
    watched.failures = result.ok ? 0 : watched.failures + 1;
    watched.reason = result.ok ? '' : result.reason;
    if (result.ok || watched.failures < liveness.threshold) return;
    watched.stage = 'told';
    this.ports.unhealthy(slot, `failed its health check ${times(watched.failures)}: ${result.reason}`);
  }

  private async ask(
    slot: Slot,
    { probe, timeout }: LivenessSpec,
    { since }: Watched,
    signal: AbortSignal,
  ): Promise<ProbeResult> {
    if (probe.kind !== 'heartbeat') return this.ports.runProbe(slot, probe, timeout, signal);
    // Where this process itself stood still, heartbeats that came meanwhile are read in this turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
    // After the daemon's restart a blocked program stays silent: then it has been for as long as we have listened.
    const age = this.ports.heartbeatAge(slot) ?? this.ports.now() - since;
    return age <= timeout
      ? { ok: true }
      : { ok: false, reason: `its event loop has been blocked for ${age} ms` };
  }
}

/** Without an agent nobody beats: a program of which only its start could tell that it is not Node is left alone. */
const canBeAsked = ({ state, launched }: Slot, { probe }: LivenessSpec): boolean =>
  state.phase === 'online' && (probe.kind !== 'heartbeat' || launched?.reportsBoot === true);

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/**
 * Measures what it is asked to, and nothing before. Everything is in the one file of the agent, and Node's modules are
 * required when they are needed: a file that is loaded later could be of another release by then.
 */

import type { Sample } from '@pmx/protocol';
import { watchDns } from './dns';
import { watchDelay, watchHandles, watchUtilization } from './event-loop';
import { watchGc } from './gc';
import { watchHttpClient } from './http-client';
import { type AppServers, watchHttpServer } from './http-server';
import { watchMemory } from './memory';
import type { Probe } from './probe';

/** Milliseconds; above it nobody looks at the figures as they come, and the process is not to be woken for them. */
const SPARSE = 5_000;

export interface MeasuringPorts {
  servers: AppServers;
  /** @param seconds since the one before */
  report(sample: Sample, seconds: number): void;
}

export class Measuring {
  private timer: NodeJS.Timeout | null = null;
  private probes: Probe[] = [];
  private delay: Probe | null = null;
  private last = 0;

  constructor(private readonly ports: MeasuringPorts) {}

  /** Reports every `interval` milliseconds from now on; 0: no more, and everything is taken down. Holds no process alive. */
  measure(interval: number): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    if (!(interval > 0)) {
      this.stop();
      return;
    }
    if (this.probes.length === 0) this.start();
    this.watchDelay(interval <= SPARSE);
    this.timer = setInterval(() => this.report(), interval).unref();
  }

  private start(): void {
    this.last = performance.now();
    const probes = [
      watchMemory,
      watchGc,
      watchUtilization,
      watchHandles,
      () => watchHttpServer(this.ports.servers),
      watchHttpClient,
      watchDns,
    ];
    this.probes = probes.flatMap(attempt);
  }

  private stop(): void {
    for (const probe of this.probes) probe.stop();
    this.probes = [];
    this.watchDelay(false);
  }

  private watchDelay(wanted: boolean): void {
    if (wanted) {
      this.delay ??= attempt(watchDelay)[0] ?? null;
    } else {
      this.delay?.stop();
      this.delay = null;
    }
  }

  private report(): void {
    const now = performance.now();
    const seconds = (now - this.last) / 1_000;
    // A timer that was late is followed by one that comes soon: too little for a rate.
    if (seconds < MIN_SECONDS) return;
    this.last = now;
    const sample: Sample = {};
    for (const probe of this.probes) probe.read(sample, seconds);
    this.delay?.read(sample, seconds);
    this.ports.report(sample, seconds);
  }
}

const MIN_SECONDS = 0.05;

/** A side that cannot be measured on this Node is left out; the others are not. */
function attempt(watch: () => Probe): Probe[] {
  try {
    return [watch()];
  } catch {
    return [];
  }
}

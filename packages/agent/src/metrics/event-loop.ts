/** How late the event loop is, how busy, and what it waits for. */

import type { Probe } from './probe';

/** Milliseconds between two looks at how late the loop is. */
const RESOLUTION = 20;
const NANOSECONDS = 1e6;

/** Reading it costs next to nothing, and wakes nobody. */
export function watchUtilization(): Probe {
  let last = performance.eventLoopUtilization();
  return {
    read(sample) {
      const now = performance.eventLoopUtilization();
      sample['loop.utilization'] = performance.eventLoopUtilization(now, last).utilization;
      last = now;
    },
    stop() {},
  };
}

/** Wakes the process 50 times a second: only for an app that somebody looks at. */
export function watchDelay(): Probe {
  const { monitorEventLoopDelay }: typeof import('node:perf_hooks') = require('node:perf_hooks');
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  // It tells the time from one look to the next; what goes beyond the time between them is delay.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION);
  return {
    read(sample) {
      // A loop that was blocked for the whole time has not come to look yet.
      if (histogram.max === 0) return;
      sample['loop.delay.p50'] = late(histogram.percentile(50));
      sample['loop.delay.p95'] = late(histogram.percentile(95));
      sample['loop.delay.p99'] = late(histogram.percentile(99));
      sample['loop.delay.max'] = late(histogram.max);
      histogram.reset();
    },
    stop: () => histogram.disable(),
  };
}

/** Deprecated in Node's docs only; the public replacement makes a string for each of them. */
type Inspectable = { _getActiveHandles(): object[]; _getActiveRequests(): object[] };

export function watchHandles(): Probe {
  const inspectable = process as unknown as Inspectable;
  return {
    read(sample) {
      sample['handles.active'] = inspectable._getActiveHandles().length;
      sample['requests.active'] = inspectable._getActiveRequests().length;
    },
    stop() {},
  };
}

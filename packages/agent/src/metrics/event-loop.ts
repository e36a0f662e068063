/** How late the event loop is, how busy, and what it waits for. */

import { LogHistogram } from './log-histogram';
import type { Probe } from './probe';

/** Milliseconds between two looks at how late the loop is. */
const PERIOD = 25;

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

/**
 * Wakes the process 40 times a second: only for an app that somebody looks at. Not Node's own monitorEventLoopDelay, which
 * forgets where it was when it is reset, and so misses a block that begins right after a sample.
 */
export function watchDelay(): Probe {
  const delays = new LogHistogram();
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    delays.record(Math.max(0, now - last - PERIOD));
    last = now;
  }, PERIOD).unref();
  return {
    read(sample) {
      const delay = delays.distribution();
      // A loop that was blocked for the whole time has not come to look yet.
      if (delay === null) return;
      sample['loop.delay.p50'] = delay.p50;
      sample['loop.delay.p95'] = delay.p95;
      sample['loop.delay.p99'] = delay.p99;
      sample['loop.delay.max'] = delay.max;
      delays.clear();
    },
    stop: () => clearInterval(timer),
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

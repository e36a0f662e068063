/** DNS look-ups. Node tells of those that succeed. */

import { addLatency } from './http-server';
import { LogHistogram } from './log-histogram';
import type { Probe } from './probe';

export function watchDns(): Probe {
  const { PerformanceObserver }: typeof import('node:perf_hooks') = require('node:perf_hooks');
  const latency = new LogHistogram();
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) latency.record(duration);
  });
  observer.observe({ entryTypes: ['dns'] });
  return {
    read(sample, seconds) {
      sample['dns.rate'] = latency.count / seconds;
      addLatency(sample, 'dns', latency);
    },
    stop: () => observer.disconnect(),
  };
}

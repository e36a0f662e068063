/** The machine's figures; rates are between one look and the next. */

import type { HostFigures } from '@pmx/protocol';
import { cores, disk, load, memory, network, processorTime } from '@pmx/system';

/** Milliseconds for which a look is good enough. */
const FRESH = 900;

interface Counters {
  at: number;
  processor: ReturnType<typeof processorTime>;
  network: ReturnType<typeof network>;
}

export class HostSampler {
  private last: Counters | null = null;
  private figures: HostFigures | null = null;

  constructor(
    /** Of the file system that is told of. */
    private readonly path: string,
    private readonly now: () => number,
  ) {}

  look(): HostFigures {
    const at = this.now();
    if (this.figures && this.last && at - this.last.at < FRESH) return this.figures;
    const counters: Counters = { at, processor: processorTime(), network: network() };
    this.figures = this.figuresOf(counters, this.last);
    this.last = counters;
    return this.figures;
  }

  private figuresOf(now: Counters, before: Counters | null): HostFigures {
    const { used, total } = memory();
    const space = disk(this.path);
    return {
      cpu: before && busyShare(now.processor, before.processor),
      cores: cores(),
      load: load(),
      memoryUsed: used,
      memoryTotal: total,
      diskUsed: space?.used ?? null,
      diskTotal: space?.total ?? null,
      networkIn: rate(now, before, 'in'),
      networkOut: rate(now, before, 'out'),
    };
  }
}

function busyShare(now: Counters['processor'], before: Counters['processor']): number | null {
  const total = now.total - before.total;
  return total > 0 ? Math.max(0, ((now.busy - before.busy) / total) * 100) : null;
}

function rate(now: Counters, before: Counters | null, way: 'in' | 'out'): number | null {
  if (!before?.network || !now.network) return null;
  return Math.max(0, ((now.network[way] - before.network[way]) / (now.at - before.at)) * 1_000);
}

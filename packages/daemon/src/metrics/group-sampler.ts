/** Files and storage of a whole process group, in any language. */

import type { Sample } from '@pmx/protocol';
import { type ProcessFigures, processFigures } from '@pmx/system';

export class GroupSampler {
  /** By pid: members come and go, and each has counters of its own. */
  private before = new Map<number, ProcessFigures>();
  private at: number | null = null;

  constructor(private readonly figuresOf: (pid: number) => ProcessFigures | null = processFigures) {}

  /** @param now monotonic milliseconds */
  look(pids: readonly number[], now: number): Sample {
    const figures = new Map<number, ProcessFigures>();
    for (const pid of pids) {
      const found = this.figuresOf(pid);
      if (found) figures.set(pid, found);
    }
    const sample: Sample = { processes: pids.length };
    if (figures.size > 0) Object.assign(sample, this.sampleOf(figures, now));
    this.before = figures;
    this.at = now;
    return sample;
  }

  private sampleOf(figures: Map<number, ProcessFigures>, now: number): Sample {
    const openFiles = [...figures.values()].reduce((sum, { openFiles }) => sum + openFiles, 0);
    if (this.at === null || now <= this.at) return { 'files.open': openFiles };
    const seconds = (now - this.at) / 1_000;
    const moved = { read: 0, written: 0 };
    for (const [pid, { read, written }] of figures) {
      const before = this.before.get(pid);
      moved.read += read - (before?.read ?? 0);
      moved.written += written - (before?.written ?? 0);
    }
    return { 'files.open': openFiles, 'io.read': moved.read / seconds, 'io.write': moved.written / seconds };
  }
}

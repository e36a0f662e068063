/** The past of one instance: the last minutes as they were sampled, the last hours by the minute. */

import { CHARTED_METRICS, type MetricHistory, type Sample } from '@pmx/protocol';
import { Fold } from './fold';
import { SeriesRing } from './series-ring';

/** Samples: five minutes at one a second, hours at one in 30 seconds. */
const FINE = 300;
/** Minutes: six hours. */
const COARSE = 360;
const MINUTE = 60_000;

export class Past {
  private readonly fine = new SeriesRing(FINE, CHARTED_METRICS);
  private readonly coarse = new SeriesRing(COARSE, CHARTED_METRICS);
  private readonly fold = new Fold();
  private minute: number | null = null;

  /** @param at epoch milliseconds; `{}` is a gap */
  push(at: number, sample: Sample): void {
    this.fine.push(at, sample);
    const minute = Math.floor(at / MINUTE);
    if (this.minute !== null && minute !== this.minute) {
      this.coarse.push(this.minute * MINUTE, this.fold.take());
    }
    this.minute = minute;
    this.fold.add(sample);
  }

  read(id: number): MetricHistory {
    return { id, fine: this.fine.read(), coarse: this.coarse.read() };
  }
}

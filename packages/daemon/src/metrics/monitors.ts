/** The dashboards that look on: each is told once a second what has changed since it was last told. */

import {
  type InstanceMetrics,
  type InstanceView,
  type JournalEntry,
  LIST_METRICS,
  type MetricHistory,
  type MonitorSnapshot,
  type MonitorTick,
} from '@pmx/protocol';
import type { HostSampler } from './host-sampler';

/** Bytes on their way to a dashboard above which it is told nothing until it has read them. */
const MAX_UNREAD = 256 * 1024;
/** Journal entries in a snapshot, and in a tick at most. */
const JOURNAL_ENTRIES = 100;

/** The other end: a connection. */
export interface Viewer {
  notify(method: 'tick', tick: MonitorTick): boolean;
  readonly unread: number;
}

export interface MonitorPorts {
  views(): InstanceView[];
  metrics(): InstanceMetrics[];
  history(id: number): MetricHistory;
  host: HostSampler;
  /** The newest entries, oldest first. */
  journal(limit: number): JournalEntry[];
  /** Samples each second until the returned function is called. */
  watch(listener: () => void): () => void;
  /** Epoch milliseconds. */
  clock(): number;
}

interface Seat {
  focus: number | null;
  /** By id: the view it was last told, as JSON. */
  told: Map<number, string>;
  /** By id: the time of the sample it was last told. */
  sampled: Map<number, number | null>;
  seq: number;
}

export class Monitors {
  private readonly seats = new Map<Viewer, Seat>();
  private stop: (() => void) | null = null;

  constructor(private readonly ports: MonitorPorts) {}

  /** What there is at this instant; from the next tick on the viewer is told what has changed since. */
  join(viewer: Viewer, focus: number | null): MonitorSnapshot {
    const seat: Seat = { focus, told: new Map(), sampled: new Map(), seq: 0 };
    this.seats.set(viewer, seat);
    this.stop ??= this.ports.watch(() => this.tick());
    const { removed: _, ...all } = this.changesFor(seat, this.ports.views(), this.ports.metrics());
    const known = focus !== null && all.apps.some(({ id }) => id === focus);
    return { ...all, history: known ? this.ports.history(focus) : null };
  }

  leave(viewer: Viewer): void {
    this.seats.delete(viewer);
    if (this.seats.size > 0) return;
    this.stop?.();
    this.stop = null;
  }

  private tick(): void {
    const views = this.ports.views();
    const metrics = this.ports.metrics();
    for (const [viewer, seat] of this.seats) {
      // What it misses now is in the next one: nothing piles up.
      if (viewer.unread <= MAX_UNREAD) viewer.notify('tick', this.changesFor(seat, views, metrics));
    }
  }

  private changesFor(seat: Seat, views: InstanceView[], metrics: InstanceMetrics[]): MonitorTick {
    const journal = this.ports.journal(JOURNAL_ENTRIES).filter(({ seq }) => seq > seat.seq);
    seat.seq = journal.at(-1)?.seq ?? seat.seq;
    return {
      at: this.ports.clock(),
      apps: views.filter((view) => changed(seat.told, view.id, JSON.stringify(view))),
      removed: removedFrom(seat, views),
      metrics: metrics
        .filter(({ id, at }) => changed(seat.sampled, id, at))
        .map((of) => (of.id === seat.focus ? of : inList(of))),
      host: this.ports.host.look(),
      journal,
    };
  }
}

/** Whether it is another than it was; it is remembered. */
function changed<V>(known: Map<number, V>, id: number, value: V): boolean {
  if (known.has(id) && known.get(id) === value) return false;
  known.set(id, value);
  return true;
}

function removedFrom({ told, sampled }: Seat, views: InstanceView[]): number[] {
  const present = new Set(views.map(({ id }) => id));
  const removed = [...told.keys()].filter((id) => !present.has(id));
  for (const id of removed) {
    told.delete(id);
    sampled.delete(id);
  }
  return removed;
}

/** What a list shows of it. */
function inList({ values, ...rest }: InstanceMetrics): InstanceMetrics {
  const few: InstanceMetrics['values'] = {};
  for (const name of LIST_METRICS) {
    const value = values[name];
    if (value !== undefined) few[name] = value;
  }
  return { ...rest, custom: {}, values: few };
}

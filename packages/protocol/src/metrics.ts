/**
 * What pmx measures: every metric with its unit, where it comes from, and how several samples of it become one.
 * docs/metrics.md lists each of them; a test compares the two.
 */

export type Unit =
  | 'bytes'
  | 'bytes per second'
  | 'ms'
  | 'percent'
  | 'ratio'
  | 'count'
  | 'per second'
  | 'ms per second';

export interface MetricDefinition {
  unit: Unit;
  /** `process`: the daemon, from the operating system, for the whole process group. `agent`: inside a Node app. */
  source: 'process' | 'agent';
  /** How samples of one minute become one. */
  fold: 'last' | 'mean' | 'max';
}

const define = <const T extends Record<string, MetricDefinition>>(metrics: T): T => metrics;

const bytes = { unit: 'bytes', source: 'agent', fold: 'last' } as const;
const rate = { unit: 'per second', source: 'agent', fold: 'mean' } as const;
const latency = { unit: 'ms', source: 'agent', fold: 'max' } as const;
const gcTime = { unit: 'ms per second', source: 'agent', fold: 'mean' } as const;

export const METRICS = define({
  // The process group, in any language
  cpu: { unit: 'percent', source: 'process', fold: 'mean' },
  memory: { unit: 'bytes', source: 'process', fold: 'last' },
  processes: { unit: 'count', source: 'process', fold: 'last' },
  'files.open': { unit: 'count', source: 'process', fold: 'last' },
  'io.read': { unit: 'bytes per second', source: 'process', fold: 'mean' },
  'io.write': { unit: 'bytes per second', source: 'process', fold: 'mean' },

  // Memory of a Node process
  rss: bytes,
  'heap.used': bytes,
  'heap.total': bytes,
  'heap.limit': bytes,
  /** Used heap right after the latest major collection: what is really kept. */
  'heap.live': bytes,
  'heap.external': bytes,
  'heap.arrayBuffers': bytes,
  'heap.space.new': bytes,
  'heap.space.old': bytes,
  'heap.space.large': bytes,
  'heap.space.code': bytes,
  'heap.space.other': bytes,

  // Garbage collection
  'gc.scavenge.rate': rate,
  'gc.scavenge.time': gcTime,
  'gc.major.rate': rate,
  'gc.major.time': gcTime,
  'gc.incremental.rate': rate,
  'gc.incremental.time': gcTime,
  'gc.weak.rate': rate,
  'gc.weak.time': gcTime,
  'gc.longest': latency,

  // The event loop
  'loop.delay.p50': latency,
  'loop.delay.p95': latency,
  'loop.delay.p99': latency,
  'loop.delay.max': latency,
  'loop.utilization': { unit: 'ratio', source: 'agent', fold: 'mean' },
  'handles.active': { unit: 'count', source: 'agent', fold: 'last' },
  'requests.active': { unit: 'count', source: 'agent', fold: 'last' },

  // HTTP that the app answers
  'http.server.rate': rate,
  'http.server.inflight': { unit: 'count', source: 'agent', fold: 'last' },
  'http.server.p50': latency,
  'http.server.p95': latency,
  'http.server.p99': latency,
  'http.server.1xx': rate,
  'http.server.2xx': rate,
  'http.server.3xx': rate,
  'http.server.4xx': rate,
  'http.server.5xx': rate,

  // What the app asks of others
  'http.client.rate': rate,
  'http.client.errors': rate,
  'http.client.p50': latency,
  'http.client.p95': latency,
  'http.client.p99': latency,
  'dns.rate': rate,
  'dns.p50': latency,
  'dns.p95': latency,
  'dns.p99': latency,
});

export type MetricName = keyof typeof METRICS;

/** What a list of many instances shows of each. */
export const LIST_METRICS = [
  'cpu',
  'memory',
  'heap.used',
  'heap.limit',
  'loop.delay.p99',
  'http.server.rate',
] as const satisfies readonly MetricName[];

/** What the daemon keeps a past of. */
export const CHARTED_METRICS = [
  'cpu',
  'memory',
  'rss',
  'heap.used',
  'heap.total',
  'heap.space.new',
  'heap.space.old',
  'heap.space.large',
  'loop.delay.p99',
  'loop.utilization',
  'gc.scavenge.time',
  'gc.major.time',
  'gc.longest',
  'http.server.rate',
  'http.server.p50',
  'http.server.p99',
  'http.server.5xx',
] as const satisfies readonly MetricName[];

/** Values of one instance at one time; what is not known is not there. */
export type Sample = Partial<Record<MetricName, number>>;

/** A metric of the app author's own. */
export interface CustomValue {
  kind: 'metric' | 'counter' | 'meter' | 'histogram';
  /** The number itself; of a meter its rate per second, of a histogram its p95. */
  value: number;
  /** As the author wrote it; empty: none. */
  unit: string;
  /** Of a histogram. */
  details?: { count: number; min: number; max: number; mean: number; p50: number; p95: number; p99: number };
}

/** A heap that grows from one major collection to the next. */
export interface LeakVerdict {
  /** Bytes a minute. */
  rate: number;
  /** Milliseconds until the heap limit or `max_memory_restart` is reached, whichever is first; null: not known. */
  limitIn: number | null;
  /** Epoch milliseconds of the first sample of the trend. */
  since: number;
}

export interface InstanceMetrics {
  id: number;
  name: string;
  /** Epoch milliseconds of the latest sample; null: none yet. */
  at: number | null;
  values: Sample;
  custom: Record<string, CustomValue>;
  leak: LeakVerdict | null;
}

/** The machine. Sizes in bytes, rates in bytes per second; what the system does not tell is null. */
export interface HostFigures {
  /** Percent of all cores together, 0 to 100. */
  cpu: number | null;
  cores: number;
  /** Over 1, 5 and 15 minutes. */
  load: [number, number, number];
  memoryUsed: number;
  memoryTotal: number;
  /** Of the file system that holds the home. */
  diskUsed: number | null;
  diskTotal: number | null;
  networkIn: number | null;
  networkOut: number | null;
}

/** Values over time; all arrays are as long as `times`, and null is a gap. */
export interface Series {
  /** Epoch milliseconds, rising. */
  times: number[];
  values: Partial<Record<MetricName, (number | null)[]>>;
}

/** The past of one instance: the last minutes as they were sampled, the last hours by the minute. */
export interface MetricHistory {
  id: number;
  fine: Series;
  coarse: Series;
}

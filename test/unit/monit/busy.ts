/** A state with something of everything: an app of two under load, one that leaks, one that fails, one without an agent, a wide name. */

import type { InstanceMetrics, JournalEntry, MetricHistory, Sample } from '@pmx/protocol';
import type { State } from '../../../packages/monit/src/model/state';
import { initialState } from '../../../packages/monit/src/model/state';
import { figures, MB, NOW, received, snapshot, view } from './support';

const SAMPLES = 240;

/** A wave with a peak in it, so that charts have something to show. */
const wave = (low: number, high: number): number[] =>
  Array.from({ length: SAMPLES }, (_, index) => {
    const share = index === SAMPLES - 40 ? 1 : 0.35 + 0.3 * Math.sin(index / 9);
    return low + (high - low) * share;
  });

const HISTORY: MetricHistory['fine']['values'] = {
  cpu: wave(0, 90),
  memory: wave(60 * MB, 90 * MB),
  'heap.used': wave(20 * MB, 48 * MB),
  'loop.delay.p99': wave(1, 40),
  'http.server.rate': wave(100, 900),
  'http.server.p99': wave(2, 60),
  'gc.major.time': wave(0, 4),
  'gc.scavenge.time': wave(0, 12),
  'heap.space.old': wave(18 * MB, 30 * MB),
  'heap.space.new': wave(1 * MB, 16 * MB),
  'heap.space.large': wave(0, 2 * MB),
};

const VALUES: Sample = {
  cpu: 42,
  memory: 81 * MB,
  processes: 1,
  'files.open': 23,
  'heap.used': 37 * MB,
  'heap.limit': 2_048 * MB,
  'heap.live': 19 * MB,
  'loop.delay.p99': 4.2,
  'loop.delay.max': 11,
  'loop.utilization': 0.41,
  'http.server.rate': 512,
  'http.server.p50': 1.2,
  'http.server.p99': 18,
  'http.server.5xx': 0,
  'http.server.inflight': 3,
  'gc.major.time': 0.4,
  'gc.scavenge.time': 3.1,
  'gc.longest': 2.4,
  'heap.space.old': 24 * MB,
  'heap.space.new': 6 * MB,
  'heap.space.large': 1 * MB,
};

const APPS = [
  view(0, 'api', { instances: 2, cpu: 42, memory: 81 * MB }),
  view(1, 'api', { index: 1, instances: 2, cpu: 95, memory: 79 * MB }),
  view(2, 'importer', { cpu: 12, memory: 700 * MB, startedAt: NOW - 600_000 }),
  view(3, 'mailer', { status: 'errored', pid: null, restarts: 16, cause: 'exited with code 3, 16 times' }),
  view(4, 'cron.sh', { memory: 3 * MB, restarts: 2 }),
  view(5, '漢字サービス', { status: 'stopped', pid: null, desired: 'down' }),
];

const METRICS: InstanceMetrics[] = [
  {
    ...figures(APPS[0]!, VALUES),
    custom: {
      'queue length': { kind: 'metric', value: 12, unit: 'jobs' },
      orders: { kind: 'meter', value: 3.25, unit: '' },
    },
  },
  figures(APPS[1]!, { ...VALUES, cpu: 95, 'loop.delay.p99': 190, 'heap.used': 1_500 * MB }),
  {
    ...figures(APPS[2]!, { ...VALUES, 'heap.used': 1_900 * MB, 'http.server.rate': 0 }),
    leak: { rate: 5 * MB, limitIn: 1_800_000, limit: 2_048 * MB } as never,
  },
  figures(APPS[4]!, { cpu: 0, memory: 3 * MB }),
];

const JOURNAL: JournalEntry[] = [
  { seq: 1, at: NOW - 60_000, kind: 'online', id: 0, app: 'api', message: 'runs since 0.4 s' },
  { seq: 2, at: NOW - 30_000, kind: 'exit', id: 3, app: 'mailer', message: 'exited with code 3' },
  { seq: 3, at: NOW - 29_000, kind: 'give-up', id: 3, app: 'mailer', message: 'given up after 16 restarts' },
  { seq: 4, at: NOW - 1_000, kind: 'pmx', id: null, app: null, message: 'the daemon has begun' },
];

const OUTPUT = [
  { app: 'api', id: 0, type: 'out', text: 'GET /orders 200 3 ms' },
  { app: 'api', id: 1, type: 'out', text: '{"level":"info","msg":"{bold}braces{/}"}' },
  { app: 'api', id: 0, type: 'err', text: 'Error: \x1b[31mno such order\x1b[0m' },
  { app: 'api', id: 1, type: 'out', text: `注文 📦 ${'0123456789'.repeat(30)}` },
];

export function busy(width: number, height: number): State {
  const times = Array.from({ length: SAMPLES }, (_, index) => NOW - (SAMPLES - 1 - index) * 1_000);
  const history = { id: 0, fine: { times, values: HISTORY }, coarse: { times: [], values: {} } };
  return received(
    initialState(width, height),
    { type: 'snapshot', snapshot: snapshot(APPS, { metrics: METRICS, history, journal: JOURNAL }) },
    { type: 'logs', lines: OUTPUT },
  );
}

import type { JournalEntry } from '@pmx/protocol';
import {
  type ExitRecord,
  type ExitStatus,
  type InstanceState,
  newInstance,
  type RawApp,
} from '@pmx/supervision';
import { explain, type WhyFacts } from '../../../../packages/daemon/src/journal/explain';
import { appOf } from '../support';
import { entry } from './support';

const NOW = 1_000_000;
const CODE_3: ExitStatus = { kind: 'code', code: 3 };

const exitOf = (status: ExitStatus, change: Partial<ExitRecord> = {}): ExitRecord => ({
  status,
  uptime: 120,
  generation: 1,
  requested: false,
  failure: null,
  ...change,
});

interface Case {
  raw?: RawApp;
  state: Partial<InstanceState>;
  facts?: Partial<WhyFacts>;
  entries?: JournalEntry[];
}

function why({ raw = {}, state, facts = {}, entries = [] }: Case) {
  const { spec } = appOf({ name: 'api', script: 'api.js', ...raw });
  const base = { id: 0, waitsFor: null, failingCheck: null, onlineAt: null, now: NOW, remaining: {} };
  return explain(
    { ...base, spec, state: { ...newInstance('up'), generation: 1, ...state }, ...facts },
    entries,
  );
}

const crash = (at: number, change: Partial<JournalEntry> = {}): JournalEntry =>
  entry(at, {
    at,
    kind: 'exit',
    message: `exited with code 3 after ${at % 97} ms`,
    exit: CODE_3,
    errorTail: [`Error at ${at}`],
    ...change,
  });

test.each<[string, Case, { status: string; decided: string[]; next: string[] }]>([
  [
    'online',
    { state: { phase: 'online' }, facts: { onlineAt: NOW - 3 * 3_600_000 } },
    {
      status: 'online',
      decided: ['it has been online for 3 h'],
      next: ['it goes on; should it end by itself, pmx starts it again'],
    },
  ],
  [
    'online after an exit',
    {
      state: { phase: 'online', generation: 2, restarts: 1, lastExit: exitOf(CODE_3) },
      facts: { onlineAt: NOW - 5_000 },
    },
    {
      status: 'online',
      decided: [
        'it has been online for 5 s',
        'restarted once so far; its last process exited with code 3 after 120 ms',
      ],
      next: ['it goes on; should it end by itself, pmx starts it again'],
    },
  ],
  [
    'online with a failing check, a schedule and a memory limit, in a cluster',
    {
      raw: {
        exec_mode: 'cluster',
        cron_restart: '0 3 * * *',
        max_memory_restart: '200M',
        health_check: { http: 'http://localhost:3000/', threshold: 3 },
      },
      state: { phase: 'online' },
      facts: { onlineAt: NOW - 1_500, failingCheck: 'failed its health check 2 of 3 times: refused' },
    },
    {
      status: 'online',
      decided: ['it has been online for 1.5 s', 'it failed its health check 2 of 3 times: refused'],
      next: [
        'if the check fails 3 times in a row, it is replaced',
        'it goes on; should it end by itself, pmx starts it again',
        'it is replaced by its schedule (0 3 * * *)',
        'it is replaced when it takes more than 200M of memory',
      ],
    },
  ],
  [
    'waiting for its restart',
    {
      raw: { max_restarts: 16 },
      state: {
        phase: 'waiting',
        unstable: 3,
        recentRuns: [50, 60, 70],
        cause: 'exited with code 3',
        lastExit: exitOf(CODE_3),
      },
      facts: { remaining: { restart: 3_210 } },
    },
    {
      status: 'waiting restart',
      decided: [
        'it exited with code 3, so pmx starts it again',
        'its last 3 runs were too short, so the pauses grow',
      ],
      next: [
        'restart in 3.2 s (third of at most 16 while its runs are short)',
        'to start it at once: pmx restart api; to leave it: pmx stop api',
      ],
    },
  ],
  [
    'waiting by restart_delay',
    {
      raw: { restart_delay: 60_000 },
      state: { phase: 'waiting', unstable: 1, cause: 'exited with code 3' },
      facts: { remaining: { restart: 59_990 } },
    },
    {
      status: 'waiting restart',
      decided: ['it exited with code 3, so pmx starts it again', 'the pause is its restart_delay'],
      next: ['restart in 1 min', 'to start it at once: pmx restart api; to leave it: pmx stop api'],
    },
  ],
  [
    'errored by a crash loop',
    {
      raw: { max_restarts: 3, min_uptime: 1_000 },
      state: {
        phase: 'errored',
        cause: 'exited with code 3; 4 runs in a row were too short',
        lastExit: exitOf(CODE_3),
      },
    },
    {
      status: 'errored',
      decided: [
        'pmx gave up on it: it exited with code 3; 4 runs in a row were too short',
        'max_restarts is 3, min_uptime 1 s: so many short runs in a row mean that restarting does not help',
      ],
      next: ['it stays down; when its fault is mended: pmx restart api'],
    },
  ],
  [
    'errored without autorestart',
    {
      raw: { autorestart: false },
      state: { phase: 'errored', cause: 'exited with code 3', lastExit: exitOf(CODE_3) },
    },
    {
      status: 'errored',
      decided: ['pmx gave up on it: it exited with code 3', 'autorestart is off, so it is not started again'],
      next: ['it stays down; when its fault is mended: pmx restart api'],
    },
  ],
  [
    'waiting for another app',
    { state: { phase: 'launching' }, facts: { waitsFor: 'waits for db to be ready' } },
    {
      status: 'launching',
      decided: ['its start waits for db to be ready'],
      next: ['it starts as soon as that is so'],
    },
  ],
  [
    'not ready yet',
    {
      raw: { wait_ready: true },
      state: { phase: 'launching', pid: 7 },
      facts: { remaining: { ready: 2_500 } },
    },
    {
      status: 'launching',
      decided: ['it was started, and is not ready yet'],
      next: ['it has 2.5 s left to become ready; after that it counts as failed'],
    },
  ],
  [
    'stopping',
    {
      state: { phase: 'stopping', desired: 'down', pid: 7 },
      facts: { remaining: { kill: 8_000 } },
    },
    {
      status: 'stopping',
      decided: ['it was asked to end'],
      next: ['what is left of it in 8 s is killed', 'then it stays down'],
    },
  ],
  [
    'stopping to be restarted',
    {
      state: { phase: 'stopping', desired: 'up', restartReason: 'memory', pid: 7 },
    },
    {
      status: 'stopping',
      decided: ['it is ending, to be started again (memory)'],
      next: ['then it is started again'],
    },
  ],
  [
    'draining',
    {
      state: { phase: 'stopping', desired: 'down', draining: true, pid: 7 },
      facts: { remaining: { drain: 30_000 } },
    },
    {
      status: 'stopping',
      decided: ['it takes no new connections, and ends when those it has are through'],
      next: ['connections still open in 30 s are cut', 'then it stays down'],
    },
  ],
  [
    'stopped by a command',
    { state: { phase: 'stopped', lastExit: exitOf({ kind: 'code', code: 0 }, { requested: true }) } },
    {
      status: 'stopped',
      decided: ['it was stopped by a command'],
      next: ['it stays down, until: pmx start api'],
    },
  ],
  [
    'stopped while it waited for its restart',
    { state: { phase: 'stopped', desired: 'down', lastExit: exitOf(CODE_3) } },
    {
      status: 'stopped',
      decided: ['it was stopped by a command'],
      next: ['it stays down, until: pmx start api'],
    },
  ],
  [
    'finished by a stop_exit_code',
    { raw: { stop_exit_codes: [3] }, state: { phase: 'stopped', lastExit: exitOf(CODE_3) } },
    {
      status: 'stopped',
      decided: ['it exited with code 3, which is one of its stop_exit_codes: it has finished'],
      next: ['it stays down, until: pmx start api'],
    },
  ],
  [
    'a finished job',
    { raw: { autorestart: false }, state: { phase: 'stopped', lastExit: exitOf({ kind: 'code', code: 0 }) } },
    {
      status: 'stopped',
      decided: ['it exited with code 0; autorestart is off, so that is its end'],
      next: ['it stays down, until: pmx start api'],
    },
  ],
  [
    'never started',
    { state: { phase: 'stopped', generation: 0 } },
    {
      status: 'stopped',
      decided: ['it was never started'],
      next: ['it stays down, until: pmx start api'],
    },
  ],
])('%s', (_name, given, { status, decided, next }) => {
  const explanation = why(given);
  expect(explanation.status).toBe(status);
  expect(explanation.decided).toEqual(decided);
  expect(explanation.next).toEqual(next);
});

describe('what happened', () => {
  const waiting = { phase: 'waiting', cause: 'exited with code 3', lastExit: exitOf(CODE_3) } as const;

  test('ends of a crash loop are told once, with their number', () => {
    const entries = [800_000, 900_000, 990_000].flatMap((at) => [
      entry(at - 100, { at: at - 100, message: `started with pid ${at}` }),
      crash(at),
    ]);
    expect(why({ state: waiting, entries }).happened).toEqual([
      '3 times in a row, the last 10 s ago: exited with code 3',
    ]);
  });

  test('ends of different kinds are told apart', () => {
    const killed = crash(995_000, {
      message: 'was ended by SIGKILL after 2 s, not by pmx: another process or …',
      exit: { kind: 'signal', signal: 'SIGKILL' },
    });
    expect(why({ state: waiting, entries: [crash(940_000), killed] }).happened).toEqual([
      '1 min ago: exited with code 3',
      '5 s ago: was ended by SIGKILL, not by pmx: another process or …',
    ]);
  });

  test('the last start, a reload and its failure, and why it was replaced', () => {
    const entries = [
      entry(1, { at: 900_000, message: 'started with pid 7', pid: 7 }),
      entry(2, { at: 960_000, kind: 'online', message: 'online' }),
      entry(3, { at: 970_000, kind: 'reload', message: 'a reload has begun' }),
      entry(4, { at: 980_000, kind: 'reload-failed', message: 'the reload failed' }),
      entry(5, { at: 990_000, kind: 'trigger', message: 'it takes 210M of memory' }),
    ];
    expect(why({ state: { phase: 'online' }, entries }).happened).toEqual([
      '2 min ago: started with pid 7',
      '30 s ago: a reload has begun',
      '20 s ago: the reload failed',
      '10 s ago: it takes 210M of memory',
    ]);
  });

  test('no more than can be read', () => {
    const entries = Array.from({ length: 40 }, (_, i) =>
      entry(i, { kind: 'trigger', message: `reason ${i}` }),
    );
    expect(why({ state: { phase: 'online' }, entries }).happened).toHaveLength(8);
  });

  test('the error output is that of the last end, and none after an end that was asked for', () => {
    const entries = [crash(900_000), crash(990_000)];
    expect(why({ state: waiting, entries }).errorTail).toEqual(['Error at 990000']);
    const asked = { phase: 'online', lastExit: exitOf(CODE_3, { requested: true }) } as const;
    expect(why({ state: asked, entries }).errorTail).toEqual([]);
  });
});

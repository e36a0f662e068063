import {
  type AppSpec,
  type DependencyCondition,
  type ExitRecord,
  endlessDependencies,
  type InstanceState,
  isMet,
  type Met,
  missingDependencies,
  newInstance,
  startOrder,
  stopOrder,
} from '../../../packages/supervision/src';
import { specOf } from './spec-parser/support';

/** `web: db cache` depends on both. */
const appsOf = (...lines: string[]): AppSpec[] =>
  lines.map((line) => {
    const [name = '', needs = ''] = line.split(':');
    return specOf({ name, depends_on: needs.split(' ').filter(Boolean) });
  });

const orders: [lines: string[], layers: string[][]][] = [
  [[], []],
  [['a', 'b'], [['a', 'b']]],
  [
    ['web: db', 'db'],
    [['db'], ['web']],
  ],
  [
    ['web: db cache', 'cache: db', 'db', 'cron'],
    [['db', 'cron'], ['cache'], ['web']],
  ],
  [
    ['d: b c', 'c: a', 'b: a', 'a'],
    [['a'], ['c', 'b'], ['d']],
  ],
  [['web: elsewhere'], [['web']]],
];

test.each(orders)('%j starts as %j, and stops the other way round', (lines, layers) => {
  expect(startOrder(appsOf(...lines))).toEqual({ ok: true, layers });
  expect(stopOrder(appsOf(...lines))).toEqual([...layers].reverse());
});

const cycles: [lines: string[], cycle: string[]][] = [
  [
    ['a: b', 'b: a'],
    ['a', 'b', 'a'],
  ],
  [
    ['web: a', 'a: b', 'b: c', 'c: a', 'free'],
    ['a', 'b', 'c', 'a'],
  ],
  [
    ['a: free b', 'free', 'b: free a'],
    ['a', 'b', 'a'],
  ],
];

test.each(cycles)('%j is a cycle', (lines, cycle) => {
  expect(startOrder(appsOf(...lines))).toEqual({ ok: false, cycle });
});

test('an app that depends on itself is a cycle of one', () => {
  expect(startOrder([{ name: 'a', dependsOn: [{ app: 'a', condition: 'ready' }] }])).toEqual({
    ok: false,
    cycle: ['a', 'a'],
  });
});

test('a cycle holds up no stop', () => {
  expect(stopOrder(appsOf('a: b', 'b: a', 'c'))).toEqual([['a', 'b', 'c']]);
});

test('a long chain is no problem', () => {
  const lines = Array.from({ length: 1000 }, (_, n) => `app-${n}: app-${n + 1}`);
  const order = startOrder(appsOf(...lines, 'app-1000'));
  expect(order.ok && order.layers.length).toBe(1001);
});

test('missing dependencies are told with the nearest name', () => {
  expect(missingDependencies(appsOf('web: databse cache other', 'database'), ['cache'])).toEqual([
    { app: 'web', dependency: 'databse', nearest: 'database' },
    { app: 'web', dependency: 'other', nearest: null },
  ]);
  expect(missingDependencies(appsOf('web: database', 'database'))).toEqual([]);
});

test('who waits for the completion of an app that is always started again', () => {
  const web = specOf({ name: 'web', depends_on: { job: 'completed' } });
  const job = (raw: object): AppSpec => specOf({ name: 'job', ...raw });
  expect(endlessDependencies([web, job({})])).toEqual([{ app: 'web', dependency: 'job' }]);
  expect(endlessDependencies([web, job({ autorestart: false })])).toEqual([]);
  expect(endlessDependencies([web, job({ stop_exit_codes: 0 })])).toEqual([]);
  expect(endlessDependencies([specOf({ name: 'web', depends_on: 'job' }), job({})])).toEqual([]);
});

const state = (change: Partial<InstanceState>): InstanceState => ({
  ...newInstance('up'),
  generation: 2,
  ...change,
});
const ended = (code: number, more: Partial<ExitRecord> = {}): ExitRecord => ({
  status: { kind: 'code', code },
  uptime: 60,
  generation: 2,
  requested: false,
  failure: null,
  ...more,
});

const fresh = newInstance('down');
const asked = state({ phase: 'launching' });
const spawned = state({ phase: 'launching', pid: 7 });
const online = state({ phase: 'online', pid: 7 });
const onlineAgain = state({ phase: 'online', pid: 7, lastExit: ended(0, { generation: 1 }) });
const waiting = state({ phase: 'waiting', lastExit: ended(1) });
const ending = state({ phase: 'stopping', lastExit: ended(0) });
const done = state({ phase: 'stopped', lastExit: ended(0) });
const doneWith3 = state({ phase: 'stopped', lastExit: ended(3) });
const stopped = state({ desired: 'down', phase: 'stopped', lastExit: ended(0, { requested: true }) });
const unseen = state({ phase: 'stopped', lastExit: ended(0, { status: { kind: 'unknown' } }) });
const errored = state({ phase: 'errored', lastExit: ended(0) });

const conditions: [what: string, states: InstanceState[], answers: Record<DependencyCondition, Met>][] = [
  ['no instance', [], { started: 'not-yet', ready: 'not-yet', completed: 'not-yet' }],
  ['never run', [fresh], { started: 'not-yet', ready: 'not-yet', completed: 'not-yet' }],
  ['asked for', [asked], { started: 'not-yet', ready: 'not-yet', completed: 'not-yet' }],
  ['spawned', [spawned], { started: 'yes', ready: 'not-yet', completed: 'not-yet' }],
  ['online', [online], { started: 'yes', ready: 'yes', completed: 'not-yet' }],
  ['online after an end', [onlineAgain], { started: 'yes', ready: 'yes', completed: 'not-yet' }],
  ['waiting for a restart', [waiting], { started: 'not-yet', ready: 'not-yet', completed: 'not-yet' }],
  ['ended, its group not', [ending], { started: 'not-yet', ready: 'not-yet', completed: 'not-yet' }],
  ['done', [done], { started: 'yes', ready: 'yes', completed: 'yes' }],
  ['done with code 3', [doneWith3], { started: 'never', ready: 'never', completed: 'never' }],
  ['stopped by a command', [stopped], { started: 'not-yet', ready: 'not-yet', completed: 'not-yet' }],
  ['ended unseen', [unseen], { started: 'never', ready: 'never', completed: 'never' }],
  ['errored', [errored], { started: 'never', ready: 'never', completed: 'never' }],
  ['all ready', [online, online], { started: 'yes', ready: 'yes', completed: 'not-yet' }],
  ['one still launches', [online, spawned], { started: 'yes', ready: 'not-yet', completed: 'not-yet' }],
  ['one errored', [online, errored], { started: 'never', ready: 'never', completed: 'never' }],
];

test.each(conditions)('%s', (_, states, answers) => {
  for (const [condition, answer] of Object.entries(answers)) {
    expect([condition, isMet(condition as DependencyCondition, states)]).toEqual([condition, answer]);
  }
});

import { Actions } from '../../../../packages/agent/src/metrics/actions';
import {
  AuthorMetrics,
  Counter,
  Gauge,
  Histogram,
  MAX_NAMES,
  Meter,
} from '../../../../packages/agent/src/metrics/author';

let metrics: AuthorMetrics;
beforeEach(() => {
  metrics = new AuthorMetrics();
});

const counter = (name: string): Counter => metrics.register(name, '', 'counter', () => new Counter());
const gauge = (name: string, compute: (() => number) | null = null): Gauge =>
  metrics.register(name, 'MB', 'metric', () => new Gauge(compute));

test('a metric: what was set, or what its function says', () => {
  gauge('unset');
  gauge('set').set(3);
  gauge('asked', () => 4);
  expect(metrics.read(1)).toEqual({
    set: { kind: 'metric', unit: 'MB', value: 3 },
    asked: { kind: 'metric', unit: 'MB', value: 4 },
  });
});

test("an author's function that throws, or gives no number, costs only its own sample", () => {
  gauge('throws', () => {
    throw new Error('x');
  });
  gauge('lies', () => 'many' as unknown as number);
  counter('good').inc();
  expect(Object.keys(metrics.read(1))).toEqual(['good']);
});

test('a counter', () => {
  const requests = counter('requests');
  requests.inc();
  requests.inc(4);
  requests.dec(2);
  expect(metrics.read(1).requests).toEqual({ kind: 'counter', unit: '', value: 3 });
});

test('a meter tells how often per second since it was last read', () => {
  const meter = metrics.register('jobs', '', 'meter', () => new Meter());
  meter.mark();
  meter.mark(9);
  expect(metrics.read(5).jobs?.value).toBe(2);
  expect(metrics.read(5).jobs?.value).toBe(0);
});

test('a histogram forgets what is older than two windows', () => {
  const histogram = metrics.register('sizes', 'kB', 'histogram', () => new Histogram());
  expect(metrics.read(1)).toEqual({});
  histogram.update(5);
  expect(metrics.read(30).sizes?.details).toMatchObject({ count: 1, max: 5 });
  expect(metrics.read(30).sizes?.details?.count).toBe(1);
  expect(metrics.read(30)).toEqual({});
});

test('the same name is the same instrument, and no other kind', () => {
  expect(counter('a')).toBe(counter('a'));
  expect(() => gauge('a')).toThrow('"a" is a counter already, and can be no metric.');
});

test.each([
  ['', undefined],
  ['x'.repeat(101), undefined],
  ['a\nb', undefined],
  [7 as never, undefined],
])('a wrong name: %j', (name) => {
  expect(() => counter(name)).toThrow(TypeError);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, '1' as never])('%j is no value', (value) => {
  expect(() => gauge('a').set(value)).toThrow('A finite number is needed');
});

test('a hundred names, and no more', () => {
  for (let i = 0; i < MAX_NAMES; i++) counter(`c${i}`);
  expect(() => counter('one more')).toThrow('There are 100 metrics already');
  expect(counter('c7')).toBeInstanceOf(Counter);
});

test('__proto__ is a name like any other', () => {
  counter('__proto__').inc();
  expect(JSON.stringify(metrics.read(1))).toContain('"__proto__":{"kind":"counter"');
});

describe('actions', () => {
  test('are run by name, and answer', async () => {
    const actions = new Actions();
    actions.add('double', async (params) => Number(params) * 2);
    expect(await actions.run('double', 21)).toBe(42);
    actions.add('nothing', () => {});
    expect(await actions.run('nothing', null)).toBeNull();
  });

  test('an unknown one names the known', async () => {
    const actions = new Actions();
    await expect(actions.run('x', null)).rejects.toThrow('There is no action "x". The app has none.');
    actions.add('a', () => {});
    await expect(actions.run('x', null)).rejects.toThrow('It has: a.');
  });

  test('are told whenever the names change; a replaced one is not taken back', () => {
    const told: string[][] = [];
    const actions: Actions = new Actions(() => told.push(actions.names));
    const takeBack = actions.add('a', () => {});
    const takeBackSecond = actions.add('a', () => {});
    takeBack();
    expect(actions.names).toEqual(['a']);
    takeBackSecond();
    expect(told).toEqual([['a'], ['a'], []]);
  });
});

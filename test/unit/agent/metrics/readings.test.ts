import { GcTally } from '../../../../packages/agent/src/metrics/gc-tally';
import { Answers } from '../../../../packages/agent/src/metrics/http-server';
import { matureBytes, spacesOf } from '../../../../packages/agent/src/metrics/memory';

const space = (space_name: string, space_used_size: number) => ({ space_name, space_used_size });

test('spaces of V8, those of other versions included', () => {
  const spaces = [
    space('new_space', 1),
    space('old_space', 2),
    space('large_object_space', 4),
    space('new_large_object_space', 8),
    space('code_space', 16),
    space('trusted_space', 32),
    space('of_tomorrow', 64),
  ];
  expect(spacesOf(spaces)).toEqual({
    'heap.space.new': 1,
    'heap.space.old': 2,
    'heap.space.large': 12,
    'heap.space.code': 16,
    'heap.space.other': 96,
  });
  expect(matureBytes(spaces)).toBe(127 - 1 - 8);
});

test('collections by kind, per second', () => {
  const tally = new GcTally();
  tally.add(1, 2);
  tally.add(1, 4);
  tally.add(4, 30);
  tally.add(999, 1);
  expect(tally.take(2)).toMatchObject({
    'gc.scavenge.rate': 1,
    'gc.scavenge.time': 3,
    'gc.major.rate': 0.5,
    'gc.major.time': 15,
    'gc.weak.rate': 0,
    'gc.longest': 30,
  });
  expect(tally.take(2)).toMatchObject({ 'gc.scavenge.rate': 0, 'gc.longest': 0 });
});

test('collections of which only a part was looked at: that part stands for the rest, but majors are all counted', () => {
  const tally = new GcTally();
  for (let i = 0; i < 20; i++) tally.add(1, 0.5);
  tally.add(4, 30);
  tally.addUnseenMajor();
  expect(tally.take(10, 0.2)).toMatchObject({
    'gc.scavenge.rate': 100,
    'gc.scavenge.time': 50,
    'gc.major.rate': 0.2,
    'gc.major.time': 6,
    'gc.longest': 30,
  });
});

test('how long a major collection took that nobody looked at is not known', () => {
  const tally = new GcTally();
  tally.addUnseenMajor();
  const taken = tally.take(1, 0.5);
  expect(taken['gc.major.rate']).toBe(1);
  expect(taken).not.toHaveProperty(['gc.major.time']);
  expect(tally.take(1)).toMatchObject({ 'gc.major.rate': 0, 'gc.major.time': 0 });
});

test('answers by class; a second without any has no latency', () => {
  const answers = new Answers();
  for (const status of [200, 204, 301, 404, 503, 999]) answers.count(status);
  answers.time(10);
  const sample = {};
  answers.read(sample, 2);
  expect(sample).toMatchObject({
    'http.server.rate': 3,
    'http.server.1xx': 0,
    'http.server.2xx': 1,
    'http.server.3xx': 0.5,
    'http.server.4xx': 0.5,
    'http.server.5xx': 0.5,
    'http.server.p50': 10,
  });
  const next = {};
  answers.read(next, 1);
  expect(next).toMatchObject({ 'http.server.rate': 0, 'http.server.2xx': 0 });
  expect(next).not.toHaveProperty(['http.server.p50']);
});

import { GcTally } from '../../../../packages/agent/src/metrics/gc';
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
  expect(tally.add({ duration: 2, detail: { kind: 1 } })).toBe(false);
  expect(tally.add({ duration: 4, detail: { kind: 1 } })).toBe(false);
  expect(tally.add({ duration: 30, detail: { kind: 4 } })).toBe(true);
  expect(tally.add({ duration: 1, detail: { kind: 999 } })).toBe(false);
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

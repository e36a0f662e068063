import { customOf, namesOf, sampleOf } from '../../../../packages/daemon/src/links/agent-reports';

test('a sample keeps known metrics of agents, with finite values', () => {
  const told = {
    'heap.used': 5,
    rss: Number.NaN,
    'heap.total': '7',
    cpu: 3,
    unknown: 1,
    toString: 1,
  };
  expect(sampleOf(told)).toEqual({ 'heap.used': 5 });
  for (const wrong of [null, 7, 'x', [1]]) expect(sampleOf(wrong)).toEqual({});
});

test("the author's values are checked one by one", () => {
  const good = { kind: 'counter', value: 1, unit: 'users' };
  const told = {
    good,
    kind: { ...good, kind: 'gauge' },
    value: { ...good, value: null },
    ['x'.repeat(101)]: good,
    long: { ...good, unit: 'u'.repeat(500), extra: 1 },
    half: { ...good, details: { count: 1 } },
  };
  expect(customOf(told)).toEqual({ good, long: { ...good, unit: 'u'.repeat(100) }, half: good });
});

test('a histogram keeps its details', () => {
  const details = { count: 1, min: 2, max: 3, mean: 4, p50: 5, p95: 6, p99: 7 };
  const told = { kind: 'histogram', value: 6, unit: '', details: { ...details, more: 1 } };
  expect(customOf({ h: told }).h?.details).toEqual(details);
});

test('a hundred names, and no prototype to poison', () => {
  const one = { kind: 'counter', value: 1, unit: '' };
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`n${i}`, one]));
  expect(Object.keys(customOf(many))).toHaveLength(100);
  const poisoned = customOf(JSON.parse('{"__proto__":{"kind":"counter","value":1,"unit":""}}'));
  expect(Object.keys(poisoned)).toEqual(['__proto__']);
  expect(namesOf(Object.keys(many))).toHaveLength(100);
  expect(namesOf(['a', '', 7, 'x'.repeat(101)])).toEqual(['a']);
  expect(namesOf('a')).toEqual([]);
});

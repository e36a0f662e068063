import { configShape, duplicateNames } from '../../../../packages/supervision/src';

const a = { script: 'a.js' };
const b = { exec: 'b.js' };

test.each<[string, unknown, unknown[]]>([
  ['apps as a list', { apps: [a, b], deploy: {} }, [a, b]],
  ['apps as one app', { apps: a }, [a]],
  ['a list', [a, b], [a, b]],
  ['a single app', b, [b]],
  ['an app without a script in a list: for the parser to tell', [{ name: 'x' }], [{ name: 'x' }]],
])('%s', (_, value, apps) => {
  expect(configShape(value)).toEqual({ ok: true, apps });
});

test.each<[unknown, RegExp]>([
  [{}, /neither `apps` nor `script`/],
  [{ name: 'x', scripts: {} }, /neither `apps` nor `script`/],
  [{ apps: null }, /neither a list nor an object/],
  [{ apps: 'a.js' }, /neither a list nor an object/],
  [{ apps: [] }, /empty/],
  [[], /empty/],
  [[a, 'b.js'], /\[1\]. is not an object/],
  [{ apps: [a, null] }, /apps\[1\]. is not an object/],
  [null, /not an object/],
  ['a.js', /not an object/],
  [() => ({ apps: [a] }), /not an object/],
  [Object.create({ apps: [a] }), /neither/],
])('%j is refused', (value, message) => {
  expect(configShape(value)).toEqual({ ok: false, message: expect.stringMatching(message) });
});

test('duplicate names are listed once each', () => {
  const specs = ['a', 'b', 'a', 'c', 'b', 'a', 'constructor'].map((name) => ({ name }));
  expect(duplicateNames(specs)).toEqual(['a', 'b']);
});

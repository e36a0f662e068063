import { toPlain } from '../../../../packages/cli/src/config/plain';

const plain = (value: unknown) => toPlain(value, 'x.config.js');

test('plain values stay as they are', () => {
  const value = { apps: [{ script: 'a', n: 1.5, yes: true, none: null, env: { A: '1' }, list: [[1], {}] }] };
  expect(plain(value)).toEqual(value);
});

test('a property that is undefined is left out', () => {
  expect(JSON.stringify(plain({ env: { TOKEN: undefined, A: '1' } }))).toBe('{"env":{"A":"1"}}');
});

test('one object in two places is no cycle', () => {
  const env = { A: '1' };
  expect(plain([{ env }, { env }])).toEqual([{ env }, { env }]);
});

test('an expression in ignore_watch becomes text', () => {
  expect(plain({ ignore_watch: [/\.tmp$/, 'x'], ignoreWatch: /a/ })).toEqual({
    ignore_watch: ['/\\.tmp$/', 'x'],
    ignoreWatch: '/a/',
  });
});

const cycle: Record<string, unknown> = {};
cycle.self = { again: cycle };

test.each([
  ['a function', { apps: [{ env: { F: () => 1 } }] }, 'apps[0].env.F'],
  ['a symbol', { a: Symbol('s') }, 'a'],
  ['undefined in a list', { args: [undefined] }, 'args[0]'],
  ['NaN', { a: Number.NaN }, 'a'],
  ['infinity', { a: Number.POSITIVE_INFINITY }, 'a'],
  ['a bigint', { a: 1n }, 'a'],
  ['a Date', { a: new Date(0) }, 'a'],
  ['a Map', { env: new Map() }, 'env'],
  ['a class instance', { a: new (class Foo {})() }, 'a'],
  ['an expression elsewhere', { watch: /x/ }, 'watch'],
  ['an expression with flags', { ignore_watch: [/x/i] }, 'ignore_watch[0]'],
  ['a cycle', cycle, 'self.again'],
])('%s is refused, by its field', (_what, value, field) => {
  let thrown: unknown;
  try {
    plain(value);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'PMX_ERR_INVALID_SPEC', details: { field } });
  expect((thrown as Error).message).toContain(`x.config.js: ${field} is `);
});

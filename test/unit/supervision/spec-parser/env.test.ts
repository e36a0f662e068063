import { problemsOf, specOf } from './support';

test('values become text; null and undefined leave the variable out', () => {
  const env = { A: 'x', B: 1.5, C: true, D: '', E: null, F: undefined };
  expect(specOf({ env }).env).toEqual({ A: 'x', B: '1.5', C: 'true', D: '' });
});

test('env_NAME goes over env when it is chosen, and is not missed when there is none', () => {
  const raw = { env: { A: 'a', B: 'b' }, env_staging: { B: 'staging' } };
  expect(specOf(raw).env).toEqual({ A: 'a', B: 'b' });
  expect(specOf(raw, { envName: 'staging' }).env).toEqual({ A: 'a', B: 'staging' });
  expect(specOf(raw, { envName: 'other' }).env).toEqual({ A: 'a', B: 'b' });
  expect(specOf(raw, { envName: '__proto__' }).env).toEqual({ A: 'a', B: 'b' });
});

test('port sets PORT over all others', () => {
  const raw = { env: { PORT: 1 }, env_x: { PORT: 2 }, port: '3' };
  expect(specOf(raw, { envName: 'x' }).env).toEqual({ PORT: '3' });
});

test('env_file is known and not an environment called "file"', () => {
  expect(specOf({ env_file: '.env' }, { envName: 'file' }).env).toEqual({});
  expect(specOf({ envFile: ['.env', '.env.local'] }).env).toEqual({});
});

const refused: [env: unknown, field: string][] = [
  ['A=1', 'env'],
  [['A=1'], 'env'],
  [new Map([['A', 1]]), 'env'],
  [new Date(0), 'env'],
  [{ DB: { password: 'hush' } }, 'env.DB'],
  [{ A: [1] }, 'env.A'],
  [{ A: Number.NaN }, 'env.A'],
  [{ A: () => 1 }, 'env.A'],
  [{ A: 'x\0' }, 'env.A'],
  [{ A: 'x'.repeat(200_000) }, 'env.A'],
  [{ '': 1 }, 'env.'],
  [{ 'A=B': 1 }, 'env.A=B'],
  [JSON.parse('{"__proto__": "x"}'), 'env.__proto__'],
];

test.each(refused)('env %j is refused', (env, field) => {
  expect(problemsOf({ env })).toMatchObject([{ field }]);
});

test('an environment that was not chosen is checked too', () => {
  expect(problemsOf({ env_production: { A: {} } })).toMatchObject([{ field: 'env_production.A' }]);
});

test('no value inside a refused object is shown: it may be a secret', () => {
  const shown = JSON.stringify(problemsOf({ env: { DB: { password: 'hush' } } }));
  expect(shown).toContain('password');
  expect(shown).not.toContain('hush');
});

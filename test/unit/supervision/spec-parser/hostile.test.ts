import { FIELDS, parseSpec, type RawApp } from '../../../../packages/supervision/src';
import { context, problemsOf, specOf } from './support';

const parse = (raw: unknown) => parseSpec(raw as RawApp, context);

test.each([null, undefined, 5, 'api.js', [], [{ script: 'a' }], new Map(), () => 1, Symbol('x')])(
  '%p is not an app',
  (raw) => {
    expect(parse(raw)).toMatchObject({ ok: false, problems: [{ field: 'app' }] });
  },
);

function cyclic(): RawApp {
  const raw: RawApp = { script: 'api.js' };
  raw.self = raw;
  raw.env = raw;
  raw.args = [raw];
  return raw;
}

test('a cycle is refused like any other wrong value', () => {
  expect(problemsOf(cyclic()).map(({ field }) => field)).toEqual([
    'args[0]',
    'env.self',
    'env.env',
    'env.args',
  ]);
});

test('a getter or a proxy that throws is a problem of its field', () => {
  const raw = {
    script: 'api.js',
    get cwd(): string {
      throw new Error('trap');
    },
  };
  expect(parse(raw)).toMatchObject({ ok: false, problems: [{ field: 'cwd' }] });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  expect(parse(revoked.proxy)).toMatchObject({ ok: false });
  for (const { name } of FIELDS) {
    expect(parse({ script: 'api.js', [name]: revoked.proxy })).toMatchObject({
      ok: false,
      problems: [{ field: name }],
    });
  }
});

test('what only the prototype holds does not count', () => {
  expect(parse(Object.create({ script: 'api.js' }))).toMatchObject({
    ok: false,
    problems: [{ field: 'script' }],
  });
});

test('no prototype is changed and none is taken over', () => {
  const raw = JSON.parse(
    '{"script":"api.js","__proto__":{"name":"x"},"constructor":{"prototype":{"y":1}},"env":{"A":"1","constructor":"c"}}',
  );
  const spec = specOf(raw);
  expect(Object.getPrototypeOf(spec)).toBe(Object.prototype);
  expect(Object.getPrototypeOf(spec.env)).toBe(Object.prototype);
  expect(spec.env).toEqual({ A: '1', constructor: 'c' });
  expect(({} as Record<string, unknown>).y).toBeUndefined();
});

test('huge values cost little and are shown cut short', () => {
  const huge = 'x'.repeat(5_000_000);
  const problems = problemsOf({
    name: huge,
    kill_timeout: huge,
    stop_exit_codes: new Array(2 ** 32 - 1),
    env: huge,
  });
  expect(problems.map(({ field }) => field).sort()).toEqual([
    'env',
    'kill_timeout',
    'name',
    'stop_exit_codes',
  ]);
  expect(JSON.stringify(problems).length).toBeLessThan(2000);
});

test('thousands of unknown fields are told up to a hundred', () => {
  const raw = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`field_${n}`, n]));
  expect(parse({ ...raw, script: 'api.js' }).unknown).toHaveLength(100);
});

const oddities: unknown[] = [
  null,
  undefined,
  true,
  false,
  0,
  -0,
  -1,
  1e308,
  Number.NaN,
  '',
  ' ',
  '\0',
  '__proto__',
  [],
  [[]],
  [null],
  {},
  { length: 3 },
  Object.create(null),
  Symbol('s'),
  10n,
  () => 1,
  new Date(Number.NaN),
  /x/,
  cyclic(),
];

test.each(FIELDS.map(({ name }) => name))('%s stands every odd value', (name) => {
  for (const value of oddities) {
    const result = parse({ script: 'api.js', [name]: value });
    if (!result.ok) expect(result.problems.length).toBeGreaterThan(0);
    expect(() => JSON.stringify(result)).not.toThrow();
  }
});

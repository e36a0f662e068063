import { problemsOf, specOf } from './support';

const longest = 'a'.repeat(128);

test.each([
  'api',
  'Api.v2',
  'api:web',
  '@api',
  'größe',
  '商店',
  '🚀',
  '👩‍💻',
  '.hidden',
  '_',
  '1a',
  'all-in',
  longest,
])('the name %s is accepted', (name) => {
  expect(specOf({ name }).name).toBe(name);
  expect(specOf({ namespace: name }).namespace).toBe(name);
});

const refused: [name: unknown, said: RegExp][] = [
  ['', /not empty/],
  ['.', /other than/],
  ['..', /other than/],
  ['../../x', /without \/ and \\/],
  ['/api/', /without \/ and \\/],
  ['a\\b', /without \/ and \\/],
  ['a b', /without spaces/],
  [' a', /without spaces/],
  ['a\u00a0b', /without spaces/],
  ['; touch P', /without ; \|/],
  ['a|b', /without ; \|/],
  ['$HOME', /without ; \|/],
  ['`id`', /without ; \|/],
  ['a"b', /without ; \|/],
  ["a'b", /without ; \|/],
  ['a<b', /without ; \|/],
  ['a\nb', /control characters/],
  ['a\0b', /control characters/],
  ['a\x1b[31m', /control characters/],
  ['a\u202eb', /control characters/],
  ['\ud800', /control characters/],
  ['-f', /begin with -/],
  ['__proto__', /other than/],
  ['constructor', /other than/],
  ['prototype', /other than/],
  ['all', /other than/],
  ['12', /numbers are ids/],
  [12, /numbers are ids/],
  [`${longest}a`, /at most 128/],
  ['🚀'.repeat(60), /200 bytes/],
  [true, /text/],
  [{ a: 1 }, /text/],
];

test.each(refused)('the name %j is refused and named', (name, said) => {
  for (const field of ['name', 'namespace']) {
    const problems = problemsOf({ [field]: name });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ field, accepted: expect.stringMatching(said) });
    if (typeof name === 'string' && name.length < 50) expect(problems[0]?.value).toBe(JSON.stringify(name));
  }
});

const derived: [script: string, name: string][] = [
  ['api.js', 'api'],
  ['./dist/server.test.mjs', 'server.test'],
  ['/usr/bin/redis-server', 'redis-server'],
  ['~/bin/.worker', '.worker'],
  ['npm run dev', 'npm'],
  ['PORT=80 HOST=x ./bin/serve.sh --all', 'serve'],
  ['1.js', '1.js'],
  ['all.sh', 'all.sh'],
  ['.', 'shop'],
  ['..', 'srv'],
];

test.each(derived.filter(([, name]) => !name.includes(' ')))('the script %s is called %s', (script, name) => {
  expect(specOf({ script }).name).toBe(name);
});

test('a script from which no name can be made needs one', () => {
  expect(problemsOf({ script: './my$app.js' })).toMatchObject([{ field: 'name', value: '"my$app.js"' }]);
  expect(specOf({ script: './my$app.js', name: 'app' }).name).toBe('app');
});

test('append_env_to_name adds the chosen environment', () => {
  const raw = { append_env_to_name: true };
  expect(specOf(raw).name).toBe('api');
  expect(specOf(raw, { envName: 'staging' }).name).toBe('api-staging');
  expect(problemsOf(raw, { envName: 'a/b' })).toMatchObject([{ field: 'name', value: '"api-a/b"' }]);
});

test('problems are filed under the name, or the position of who has none', () => {
  expect(problemsOf({ name: 'web', time: 5 })).toMatchObject([{ app: 'web' }]);
  expect(problemsOf({ name: 'a b' })).toMatchObject([{ app: 'the app' }]);
});

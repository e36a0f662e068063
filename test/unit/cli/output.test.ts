import { makeColors, wantsColors } from '../../../packages/cli/src/output/colors';
import {
  isSecretName,
  maskArguments,
  maskCommandLine,
  maskValue,
} from '../../../packages/cli/src/output/secrets';
import { formatBytes, formatDuration } from '../../../packages/cli/src/output/units';
import { nearest } from '../../../packages/cli/src/suggest';

describe('secret names', () => {
  test.each([
    'PASSWORD',
    'DB_PASS',
    'db_password',
    'MYSQL_PWD',
    'PGPASSWORD',
    'MYSQLPASSWORD',
    'API_KEY',
    'apiKey',
    'STRIPE_SECRET_KEY',
    'GITHUB_TOKEN',
    'NPMTOKEN',
    'AUTH',
    'BASIC_AUTH',
    'AWS_SECRET_ACCESS_KEY',
    'SENTRY_DSN',
    'JWT',
    'PRIVATE_KEY',
    'clientSecret',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'SLACK_WEBHOOK_URL',
  ])('%s', (name) => expect(isSecretName(name)).toBe(true));

  test.each([
    'PATH',
    'PWD',
    'OLDPWD',
    'HOME',
    'NODE_ENV',
    'PORT',
    'GIT_AUTHOR_NAME',
    'KEYBOARD_LAYOUT',
    'MONKEY',
    'COMPASS',
    'BYPASS_CACHE',
    'TOKENIZER',
    'AUTHOR',
    'XDG_SESSION_ID',
    '',
  ])('not %s', (name) => expect(isSecretName(name)).toBe(false));
});

test.each([
  ['DATABASE_URL', 'postgres://u:p@ss@db/x', 'postgres://u:***@db/x'],
  ['REDIS', 'redis://:hunter2@h:6379', 'redis://:***@h:6379'],
  ['URL', 'https://example.org/a?b=c@d', 'https://example.org/a?b=c@d'],
  ['CONNECTION', 'Server=db;Password=x y;', 'Server=db;Password=***;'],
  ['API_KEY', '', ''],
  ['API_KEY', 'abc', '***'],
])('%s=%s is shown as %s', (name, value, shown) => {
  expect(maskValue(name, value)).toBe(shown);
});

test.each([
  [0, '0b'],
  [1023, '1023b'],
  [1536, '1.5kb'],
  [45 * 1024 * 1024, '45.0mb'],
  [3 * 1024 ** 3, '3.0gb'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [-5, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [3_600_000, '1h'],
  [86_400_000 * 3, '3D'],
])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  ['strat', 'start'],
  ['Restart', 'restart'],
  ['lsit', 'list'],
  ['xyzzy', null],
  ['x', null],
])('%s is nearest to %s', (word, known) => {
  expect(nearest(word, ['start', 'restart', 'list', 'logs'])).toBe(known);
});

test.each([
  [{}, false, true, true],
  [{}, false, false, false],
  [{ NO_COLOR: '1' }, false, true, false],
  [{ NO_COLOR: '' }, false, true, true],
  [{ FORCE_COLOR: '1' }, false, false, true],
  [{ FORCE_COLOR: '0' }, false, true, false],
  [{ FORCE_COLOR: '1' }, true, true, false],
  [{ TERM: 'dumb' }, false, true, false],
])('colours with %j, --no-color %s, a terminal %s: %s', (env, noColor, isTerminal, wanted) => {
  expect(wantsColors(env as Record<string, string>, noColor, isTerminal)).toBe(wanted);
});

test('no colours leave the text alone', () => {
  expect(makeColors(false).red('x')).toBe('x');
  expect(makeColors(true).red('x')).toBe('\x1b[31mx\x1b[39m');
});

test('arguments that follow or carry a secret name are masked, others stay', () => {
  const args = [
    '--token',
    'abc',
    '--password=abc',
    '-v',
    'API_KEY=abc',
    '--port',
    '80',
    'https://me:abc@x/y',
  ];
  expect(maskArguments(args)).toEqual([
    '--token',
    '***',
    '--password=***',
    '-v',
    'API_KEY=***',
    '--port',
    '80',
    'https://me:***@x/y',
  ]);
  expect(maskArguments(['--token', '--verbose', '--key'])).toEqual(['--token', '--verbose', '--key']);
});

test('a command line keeps its shape', () => {
  expect(maskCommandLine('TOKEN=abc  run --secret abc /srv/my app.js')).toBe(
    'TOKEN=***  run --secret *** /srv/my app.js',
  );
  expect(maskCommandLine('/srv/app.js')).toBe('/srv/app.js');
});

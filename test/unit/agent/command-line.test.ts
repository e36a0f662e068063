import {
  type CommandLine,
  entryUrl,
  hasEntryPoint,
  hasImportTracing,
  mayRegisterLoader,
} from '../../../packages/agent/src/command-line';

const line = (more: Partial<CommandLine>): CommandLine => ({
  execArgv: [],
  nodeOptions: '',
  script: __filename,
  nodeVersion: '20.0.0',
  ...more,
});

test.each([
  ['20.20.2', false],
  ['22.3.0', false],
  ['22.4.0', true],
  ['23.0.0', true],
])('Node %s publishes imports: %s', (nodeVersion, answer) => {
  expect(hasImportTracing(line({ nodeVersion }))).toBe(answer);
});

test('the script is imported again only where that meets the same module', () => {
  expect(entryUrl(line({ execArgv: ['--enable-source-maps'] }))).toBe(`file://${__filename}`);
  expect(entryUrl(line({ script: '' }))).toBeNull();
  expect(entryUrl(line({ script: '/no/such/file.mjs' }))).toBeNull();
});

test.each(['--import', '--import=x', '--loader=x', '--experimental-loader', '-r', '--require=x'])(
  '%s may bring a loader',
  (flag) => {
    for (const where of [{ execArgv: [flag, 'x'] }, { nodeOptions: `--trace-gc ${flag} x` }]) {
      expect(mayRegisterLoader(line(where))).toBe(true);
      expect(entryUrl(line(where))).toBeNull();
    }
  },
);

test.each(['--preserve-symlinks-main', '--preserve_symlinks_main'])('%s changes the URL', (flag) => {
  expect(entryUrl(line({ execArgv: [flag] }))).toBeNull();
});

test.each(['-e', '--eval', '-p', '--print', '--watch', '--test'])(
  '%s runs no script in this process',
  (flag) => {
    expect(hasEntryPoint(line({ execArgv: [flag] }))).toBe(false);
    expect(hasEntryPoint(line({}))).toBe(true);
  },
);

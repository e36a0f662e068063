import { argumentsOf } from '../../../packages/cli/src/arguments';
import { appFields } from '../../../packages/cli/src/arguments/app-options';
import { splitCommandLine } from '../../../packages/cli/src/arguments/command-line';
import { parseArguments } from '../../../packages/cli/src/arguments/parse';
import { command as list } from '../../../packages/cli/src/commands/list';
import { command as scale } from '../../../packages/cli/src/commands/scale';
import { command as start } from '../../../packages/cli/src/commands/start';

const parse = (line: string) => argumentsOf(line.split(' '), start);
const fields = async (line: string) => appFields(await parse(line));

describe('the command name', () => {
  test.each([
    ['ls', { name: 'ls', words: [] }],
    ['stop all 3', { name: 'stop', words: ['all', '3'] }],
    ['--json ls -m', { name: 'ls', words: ['--json', '-m'] }],
    ['-v', { name: null, words: ['-v'] }],
  ])('%s', (line, expected) => {
    expect(splitCommandLine(line.split(' '))).toEqual(expected);
  });
});

describe('both paths agree on a line without options', () => {
  test.each(['app.js', '0 1 2', 'all', '/^api/', 'a=b', 'npm', '1.5', '007', 'true'])('%s', async (line) => {
    const words = line.split(' ');
    const parsed = await parseArguments(words, start);
    expect(parsed).toEqual(await argumentsOf(words, start));
  });
});

describe('options become fields', () => {
  test.each([
    ['app.js --name api', { name: 'api' }],
    ['app.js -n 007', { name: '007' }],
    ['app.js -i -1', { instances: '-1' }],
    ['app.js -i4', { instances: '4' }],
    ['app.js -i max', { instances: 'max' }],
    ['app.js --watch', { watch: true }],
    ['app.js --watch=src,lib', { watch: ['src', 'lib'] }],
    ['app.js --watch src', { watch: ['src'] }],
    ['--watch app.js', { watch: true }],
    ['app.js --ignore-watch=a,b --ignore-watch c', { ignore_watch: ['a', 'b', 'c'] }],
    ['app.js --max-memory-restart 200M', { max_memory_restart: '200M' }],
    ['app.js --no-autorestart --no-treekill', { autorestart: false, treekill: false }],
    ['app -x', { interpreter: 'none' }],
    ['app.js -c 0', { cron_restart: '0' }],
    ['app.js --cron 5', { cron_restart: '5' }],
    ['app.js -o out -e err -l log', { out_file: 'out', error_file: 'err', log_file: 'log' }],
    ['app.js -k 500 -p pid', { kill_timeout: '500', pid_file: 'pid' }],
    ['app.js --node-args --trace-gc', { node_args: '--trace-gc' }],
    ['app.js --interpreter-args=--trace-gc', { node_args: '--trace-gc' }],
    ['app.js --stop-exit-codes 0,3', { stop_exit_codes: ['0', '3'] }],
    ['app.js -- --port 3000 -x', { args: ['--port', '3000', '-x'] }],
    ['app.js --time --', { time: true, args: [] }],
  ])('%s', async (line, expected) => {
    expect(await fields(line)).toEqual(expected);
  });
});

test('a word that a lone --watch took is the target', async () => {
  expect((await parse('--watch app.js')).words).toEqual(['app.js']);
  expect((await parse('app.js --watch src')).words).toEqual(['app.js']);
});

test('scale takes a negative number', async () => {
  expect((await argumentsOf(['app', '-1'], scale)).words).toEqual(['app', '-1']);
});

test('a dash alone is standard input', async () => {
  expect((await parse('- --only a')).words).toEqual(['-']);
});

test('short options can be joined, and a name given twice takes the last', async () => {
  expect((await parse('app.js -fs')).options).toMatchObject({ force: true, silent: true });
  expect(await fields('app.js --name a --name b')).toEqual({ name: 'b' });
});

describe('what cannot be understood', () => {
  test.each([
    ['app.js --nmae api', '--nmae', 'Did you mean --name?'],
    ['app.js --wacth', '--wacth', 'Did you mean --watch?'],
    ['app.js -Z', '-Z', 'after `--`'],
    ['app.js --constructor', '--constructor', ''],
    ['app.js --__proto__', '--__proto__', ''],
    ['app.js --name', '--name needs a value', '--name=VALUE'],
  ])('%s', async (line, message, advice) => {
    await expect(parse(line)).rejects.toMatchObject({
      code: 'PMX_ERR_USAGE',
      message: expect.stringContaining(message),
      advice: expect.stringContaining(advice),
    });
  });

  test('too few and too many words', async () => {
    await expect(argumentsOf([], start)).rejects.toMatchObject({
      advice: expect.stringContaining('Usage: pmx start'),
    });
    await expect(argumentsOf(['api'], list)).rejects.toMatchObject({ code: 'PMX_ERR_USAGE' });
  });
});

import { mkdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, ELF } from './support';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.end());

test.each([
  ['a.sh', 'bash', []],
  ['a.bash', 'bash', []],
  ['a.py', 'python3', []],
  ['a.php', 'php', []],
  ['a.rb', 'ruby', []],
  ['a.pl', 'perl', []],
  ['a.jar', 'java', ['-jar']],
  ['A.PY', 'python3', []],
])('%s is run by %s', async (name, interpreter, own) => {
  const script = bench.write(name);
  const program = bench.command(interpreter);
  expect(await bench.launch({ script: name, args: ['x', 'y z'], interpreter_args: ['-v'] })).toEqual({
    file: program,
    argv0: interpreter,
    args: ['-v', ...own, script, 'x', 'y z'],
    interpreter: program,
    nodeVersion: null,
    scriptPath: script,
    reportsBoot: false,
    uid: null,
    gid: null,
    account: null,
  });
});

test.each([
  ['a.sh', 'sh'],
  ['a.py', 'python'],
])('%s falls back to %s', async (name, interpreter) => {
  bench.write(name);
  const program = bench.command(interpreter);
  expect((await bench.launch({ script: name })).file).toBe(program);
});

test('an interpreter by extension that is missing is named', async () => {
  const script = bench.write('a.rb');
  await expect(bench.launch({ script: 'a.rb' })).rejects.toMatchObject({
    code: 'PMX_ERR_INTERPRETER_NOT_FOUND',
    message: `${script} needs ruby, which is not on PATH.`,
  });
});

test('an extension counts before execute permission and #!', async () => {
  bench.write('a.py', '#!/bin/sh\n', 0o755);
  const python = bench.command('python3');
  expect((await bench.launch({ script: 'a.py' })).file).toBe(python);
});

test.each(['.js', '.cjs', '.mjs', '.ts'])('a name without its %s is completed', async (extension) => {
  const script = bench.write(`app${extension}`);
  const launch = await bench.launch({ script: './app', interpreter_args: ['--import', 'x'] });
  expect(launch.scriptPath).toBe(script);
});

test('a symlink is kept as it was written, and what it points to may change between starts', async () => {
  bench.write('1/app.js');
  symlinkSync('1', join(bench.dir, 'current'));
  const script = join(bench.dir, 'current/app.js');
  expect((await bench.launch({ script: 'current/app.js' })).args).toContain(script);
  unlinkSync(join(bench.dir, 'current'));
  await expect(bench.launch({ script: 'current/app.js' })).rejects.toMatchObject({
    code: 'PMX_ERR_SCRIPT_NOT_FOUND',
  });
  mkdirSync(join(bench.dir, '2'));
  symlinkSync('2', join(bench.dir, 'current'));
  bench.write('2/app.js');
  expect((await bench.launch({ script: 'current/app.js' })).args).toContain(script);
});

describe('files that run by themselves', () => {
  test.each([
    ['a binary', ELF],
    ['a Mach-O binary', Buffer.from('cffaedfe07000001', 'hex')],
    ['a script with #!', '#!/bin/sh\n'],
    ['a script with #! and an argument', '#! /usr/bin/env -S sh\n'],
  ])('%s', async (_, text) => {
    const file = bench.write('server', text, 0o755);
    expect(await bench.launch({ script: 'server', args: ['x'] })).toMatchObject({
      file,
      args: ['x'],
      argv0: null,
      interpreter: 'none',
      scriptPath: file,
      reportsBoot: false,
    });
  });

  test('commands without #! are run by sh, as shells do it', async () => {
    const file = bench.write('server', 'echo hello\n', 0o755);
    expect(await bench.launch({ script: 'server', args: ['x'] })).toMatchObject({
      file: '/bin/sh',
      args: [file, 'x'],
      interpreter: '/bin/sh',
    });
  });

  test.each(['server', 'server.conf'])('%s without execute permission is refused', async (name) => {
    const file = bench.write(name, '#!/bin/sh\n');
    await expect(bench.launch({ script: name })).rejects.toMatchObject({
      code: 'PMX_ERR_NOT_EXECUTABLE',
      message: expect.stringContaining(file),
      advice: expect.stringContaining(`chmod +x ${file}`),
    });
  });

  test('bytes that no system executes are refused', async () => {
    bench.write('server', Buffer.from([1, 0, 2]), 0o755);
    await expect(bench.launch({ script: 'server' })).rejects.toMatchObject({
      code: 'PMX_ERR_NOT_EXECUTABLE',
    });
  });

  test.each([
    ['#!/no/such/program\n', 'first line'],
    ['#!/bin/sh\r\n', 'dos2unix'],
  ])('%j is refused', async (text, word) => {
    bench.write('server', text, 0o755);
    const error = await bench.launch({ script: 'server' }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'PMX_ERR_INTERPRETER_NOT_FOUND' });
    expect(error.message + error.advice).toContain(word);
  });

  test('`none` asks for it although the extension names an interpreter', async () => {
    const file = bench.write('a.py', '#!/bin/sh\n', 0o755);
    expect(await bench.launch({ script: 'a.py', interpreter: 'none' })).toMatchObject({
      file,
      interpreter: 'none',
    });
  });

  test('`none` and no execute permission is refused', async () => {
    bench.write('a.py', '#!/bin/sh\n');
    await expect(bench.launch({ script: 'a.py', interpreter: 'none' })).rejects.toMatchObject({
      code: 'PMX_ERR_NOT_EXECUTABLE',
    });
  });
});

describe('commands on PATH', () => {
  test('are found by their bare name', async () => {
    const file = bench.command('redis-server');
    expect(await bench.launch({ script: 'redis-server', args: ['--port', '1'] })).toMatchObject({
      file,
      argv0: 'redis-server',
      args: ['--port', '1'],
      interpreter: 'none',
    });
  });

  test('a file of that name in the cwd comes first', async () => {
    bench.command('server');
    const file = bench.write('server', ELF, 0o755);
    expect((await bench.launch({ script: 'server' })).file).toBe(file);
  });

  test('come before a folder of that name', async () => {
    mkdirSync(join(bench.dir, 'next'));
    const file = bench.command('next');
    expect((await bench.launch({ script: 'next' })).file).toBe(file);
  });

  test('the declared PATH is searched, not the inherited one', async () => {
    bench.command('server');
    await expect(bench.launch({ script: 'server', env: { PATH: '/nowhere' } })).rejects.toMatchObject({
      code: 'PMX_ERR_SCRIPT_NOT_FOUND',
    });
  });

  test('a file without execute permission is none', async () => {
    bench.write('bin/server', ELF);
    await expect(bench.launch({ script: 'server' })).rejects.toMatchObject({
      code: 'PMX_ERR_SCRIPT_NOT_FOUND',
    });
  });
});

describe('command lines', () => {
  test('go to a shell, with the arguments quoted', async () => {
    const launch = await bench.launch({
      script: 'npm run dev',
      args: ['--', 'a b', "it's", '$HOME', 'plain'],
    });
    expect(launch.args).toEqual(['-c', `npm run dev -- 'a b' 'it'\\''s' '$HOME' plain`]);
    expect(launch.file).toMatch(/^\/bin\/(ba)?sh$/);
    expect(launch).toMatchObject({ interpreter: launch.file, scriptPath: null, reportsBoot: false });
  });

  test('a file with a space in its name is a file', async () => {
    const script = bench.write('my app.js');
    expect((await bench.launch({ script: 'my app.js' })).scriptPath).toBe(script);
  });

  test('with an interpreter, a file is meant', async () => {
    await expect(bench.launch({ script: 'my app.js', interpreter: 'node' })).rejects.toMatchObject({
      code: 'PMX_ERR_SCRIPT_NOT_FOUND',
    });
  });
});

describe('what is not there', () => {
  test('a path', async () => {
    await expect(bench.launch({ script: './nope.js' })).rejects.toMatchObject({
      code: 'PMX_ERR_SCRIPT_NOT_FOUND',
      message: `${bench.dir}/nope.js does not exist.`,
    });
  });

  test('a bare name', async () => {
    await expect(bench.launch({ script: 'nope' })).rejects.toMatchObject({
      code: 'PMX_ERR_SCRIPT_NOT_FOUND',
      message: `There is no file ${bench.dir}/nope, and no command nope on PATH.`,
    });
  });

  test('a file that is a folder', async () => {
    mkdirSync(join(bench.dir, 'src'));
    await expect(bench.launch({ script: './src' })).rejects.toMatchObject({
      code: 'PMX_ERR_SCRIPT_IS_DIRECTORY',
    });
  });

  test.each(['gone', 'a-file'])('the cwd: %s', async (name) => {
    bench.write('a-file');
    await expect(bench.launch({ script: '/bin/sh', cwd: name })).rejects.toMatchObject({
      code: 'PMX_ERR_CWD_NOT_FOUND',
      message: expect.stringContaining(join(bench.dir, name)),
    });
  });
});

describe('a named interpreter', () => {
  beforeEach(() => bench.write('script.txt'));

  test.each([
    ['a command on PATH', 'bin/lua', 'lua', 'lua'],
    ['a path from the cwd', 'tools/lua', './tools/lua', null],
    ["a command of the app's packages", 'node_modules/.bin/lua', 'lua', null],
  ])('%s', async (_, at, name, argv0) => {
    const file = bench.write(at, ELF, 0o755);
    expect(
      await bench.launch({ script: 'script.txt', interpreter: name, interpreter_args: '-i' }),
    ).toMatchObject({
      file,
      argv0,
      args: ['-i', join(bench.dir, 'script.txt')],
      interpreter: file,
    });
  });

  test.each(['lua', './tools/lua'])('%s that is missing is named', async (name) => {
    await expect(bench.launch({ script: 'script.txt', interpreter: name })).rejects.toMatchObject({
      code: 'PMX_ERR_INTERPRETER_NOT_FOUND',
      message: expect.stringContaining(name),
    });
  });
});

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { groupMembers } from '@pmx/system';
import { type FakeDaemon, KeeperHarness, until } from './support/keeper-harness';

let harness: KeeperHarness;
let daemon: FakeDaemon;

beforeEach(async () => {
  harness = new KeeperHarness();
  daemon = await harness.ready();
});

afterEach(() => harness.dispose());

test('a program is started, its output is kept, and its end is told', async () => {
  const { pid } = await daemon.spawn(harness.shell('echo.1', 'echo out; echo err >&2'));
  expect(await daemon.heard('host.exited', 'echo.1')).toEqual({
    key: 'echo.1',
    exit: { kind: 'code', code: 0 },
    groupAlive: false,
  });
  await daemon.heard('host.gone', 'echo.1');
  expect(pid).toBeGreaterThan(1);
  expect([harness.read('echo.1.out'), harness.read('echo.1.err')]).toEqual(['out\n', 'err\n']);
  expect(statSync(harness.path('echo.1.out')).mode & 0o777).toBe(0o600);
});

test('exit codes and signals are told as they are', async () => {
  await daemon.spawn(harness.shell('code', 'exit 7'));
  await daemon.spawn(harness.shell('signal', 'kill -TERM $$'));
  await daemon.spawn(harness.shell('killed', 'kill -KILL $$'));
  expect((await daemon.heard('host.exited', 'code')).exit).toEqual({ kind: 'code', code: 7 });
  expect((await daemon.heard('host.exited', 'signal')).exit).toEqual({ kind: 'signal', signal: 'SIGTERM' });
  expect((await daemon.heard('host.exited', 'killed')).exit).toEqual({ kind: 'signal', signal: 'SIGKILL' });
});

test('long lines that are followed at once by exit(1) are byte-exact in the file', async () => {
  const source = `
    for (const stream of [process.stdout, process.stderr]) stream._handle.setBlocking(true);
    for (let i = 0; i < 5; i++) process.stdout.write('ä'.repeat(100_000) + i + '\\n');
    process.stderr.write('the end, without newline');
    process.exit(1);`;
  await daemon.spawn(harness.node('long', source));
  await daemon.heard('host.gone', 'long');
  const expected = [0, 1, 2, 3, 4].map((i) => `${'ä'.repeat(100_000)}${i}\n`).join('');
  expect(harness.read('long.out') === expected).toBe(true);
  expect(harness.read('long.err')).toBe('the end, without newline');
});

test('the log files of a program that says nothing are there', async () => {
  await daemon.spawn(harness.shell('mute', 'exec sleep 1000'));
  expect(['mute.out', 'mute.err'].map((name) => existsSync(harness.path(name)))).toEqual([true, true]);
});

test('argv0, cwd, environment and umask are those that were asked for', async () => {
  const script = 'printf "%s|%s|%s|%s|" "$0" "$PWD" "$GREETING" "$(umask)"; env | sort | cut -d= -f1 | xargs';
  const params = harness.program('look', '/bin/sh', ['-c', script], {
    cwd: '/',
    env: { GREETING: 'hi there' },
  });
  await daemon.spawn({ ...params, argv0: 'my-name' });
  await daemon.heard('host.gone', 'look');
  const [, cwd, greeting, umask] = harness.read('look.out').split('|');
  expect([cwd, greeting, umask]).toEqual(['/', 'hi there', '0022']);
  await daemon.spawn({
    ...harness.node('argv0', 'console.log(process.argv0)'),
    argv0: 'my-name',
    umask: 0o027,
  });
  await daemon.heard('host.gone', 'argv0');
  expect(harness.read('argv0.out')).toBe('my-name\n');
});

test.each([
  ['a missing program', { file: '/no/such/program' }, 'ENOENT'],
  ['a missing folder', { cwd: '/no/such/folder' }, 'ENOENT'],
  ['a file without execute permission', { file: '/etc/passwd' }, 'EACCES'],
  ['too large an environment', { env: { BIG: 'x'.repeat(3_000_000) } }, 'E2BIG'],
])('%s is refused with its reason', async (_what, change, reason) => {
  const refused = daemon.spawn({ ...harness.shell('bad', 'true'), ...change });
  await expect(refused).rejects.toMatchObject({ code: 'PMX_ERR_SPAWN', details: { reason } });
  // The key is free again, and so is the keeper.
  await daemon.spawn(harness.shell('bad', 'echo well'));
  await daemon.heard('host.gone', 'bad');
  expect(harness.read('bad.out')).toBe('well\n');
});

test('malformed requests are refused, and the keeper lives', async () => {
  const good = harness.shell('x', 'true');
  const bad: unknown[] = [
    null,
    { ...good, key: '../x' },
    { ...good, file: 'sh' },
    { ...good, args: 'x' },
    { ...good, env: { 'A=B': 'c' } },
    { ...good, uid: -1 },
    { ...good, out: [{}] },
    { ...good, args: ['a\0b'] },
  ];
  for (const params of bad) {
    await expect(daemon.call('host.spawn', params)).rejects.toMatchObject({ code: 'PMX_ERR_PROTOCOL' });
  }
  await expect(daemon.signal('x', 'SIGNOPE')).rejects.toMatchObject({ code: 'PMX_ERR_PROTOCOL' });
  await expect(daemon.call('host.nope', {})).rejects.toMatchObject({ code: 'PMX_ERR_UNKNOWN_METHOD' });
  expect(await daemon.signal('x', 'SIGTERM')).toEqual({ delivered: false });
});

test('a group is signalled as a whole, and gone only when all of it has ended', async () => {
  const script = `trap '' TERM; (trap '' TERM; sleep 1000) & echo started; wait`;
  const { pid } = await daemon.spawn(harness.shell('group', script));
  await until('the start', () => harness.read('group.out').includes('started'));
  await until('both', () => groupMembers(pid).length >= 2);
  expect(await daemon.signal('group', 'SIGKILL')).toEqual({ delivered: true });
  expect(await daemon.heard('host.exited', 'group')).toMatchObject({ groupAlive: true });
  expect(daemon.find('host.gone', 'group')).toBeUndefined();
  // The leader has ended; its group has not, and can still be reached.
  expect(await daemon.signal('group', 'SIGTERM', false)).toEqual({ delivered: false });
  expect(await daemon.signal('group', 'SIGKILL', true)).toEqual({ delivered: true });
  await daemon.heard('host.gone', 'group');
  expect(groupMembers(pid)).toEqual([]);
  expect(await daemon.signal('group', 'SIGKILL', true)).toEqual({ delivered: false });
});

test('a process outside the group that holds the output does not hold up the end', async () => {
  const stray = `echo $$; : > up; while [ ! -e go ]; do sleep 0.05; done; echo later; exec sleep 1000`;
  const script = `setsid sh -c '${stray}' & while [ ! -e up ]; do sleep 0.05; done; printf tail`;
  await daemon.spawn(harness.shell('stray', script));
  await daemon.heard('host.gone', 'stray');
  const [pid] = harness.read('stray.out').split('\n');
  harness.track(Number(pid), readStartTime(Number(pid)));
  expect(harness.read('stray.out')).toBe(`${pid}\ntail`);
  await daemon.call('host.forget', { key: 'stray' });
  // Its output is still read.
  writeFileSync(harness.path('go'), '');
  await until('later output', () => harness.read('stray.out').endsWith('later\n'));
});

test('standard input is delivered, and refused when nobody takes it', async () => {
  const data = Buffer.from('hello\n').toString('base64');
  await daemon.spawn(harness.shell('reader', 'read line; echo "got $line"; exec sleep 1000'));
  await daemon.call('host.stdin', { key: 'reader', data });
  await until('the line', () => harness.read('reader.out') === 'got hello\n');
  const flood = Buffer.alloc(200_000, 'x').toString('base64');
  const refused = { code: 'PMX_ERR_NO_STDIN' };
  await expect(daemon.call('host.stdin', { key: 'reader', data: flood })).rejects.toMatchObject(refused);
  await expect(daemon.call('host.stdin', { key: 'reader', data })).rejects.toMatchObject(refused);
  await daemon.signal('reader', 'SIGKILL');
  await daemon.heard('host.gone', 'reader');
  await expect(daemon.call('host.stdin', { key: 'reader', data })).rejects.toMatchObject(refused);
});

test('without files a program writes to /dev/null', async () => {
  const source = `
    const { readlinkSync, writeFileSync } = require('node:fs');
    writeFileSync('where', [1, 2].map((fd) => readlinkSync('/proc/self/fd/' + fd)).join());`;
  await daemon.spawn(harness.node('silent', source, { out: [], error: [] }));
  await daemon.heard('host.gone', 'silent');
  expect(harness.read('where')).toBe('/dev/null,/dev/null');
});

test('requests about a program that is being started wait for it', async () => {
  const spawned = daemon.spawn(harness.shell('soon', 'exec sleep 1000'));
  const signalled = daemon.signal('soon', 'SIGKILL', true);
  await spawned;
  expect(await signalled).toEqual({ delivered: true });
  expect((await daemon.heard('host.exited', 'soon')).exit).toEqual({ kind: 'signal', signal: 'SIGKILL' });
});

test('a hundred programs are started side by side, and again on the same FIFOs', async () => {
  const round = async (name: string): Promise<void> => {
    const keys = Array.from({ length: 100 }, (_, index) => `${name}.${index}`);
    await Promise.all(keys.map((key) => daemon.spawn(harness.shell(key, `echo ${key}`))));
    await Promise.all(keys.map((key) => daemon.heard('host.gone', key)));
    expect(keys.filter((key) => harness.read(`${key}.out`) !== `${key}\n`)).toEqual([]);
    await Promise.all(keys.map((key) => daemon.call('host.forget', { key })));
  };
  await round('first');
  const fifos = await import('node:fs').then(({ readdirSync }) => readdirSync(harness.home.runDir).length);
  await round('second');
  expect(existsSync(`${harness.home.runDir}/fifo-101.in`)).toBe(false);
  expect(fifos).toBe(300);
});

test('two streams in one file: no line of one stands within a line of the other', async () => {
  const script = `i=0; while [ $i -lt 300 ]; do printf 'out '; printf "$i\\n"; printf 'err ' >&2; printf "$i\\n" >&2; i=$((i+1)); done`;
  const both = [harness.sink('both.log')];
  await daemon.spawn(harness.shell('both', script, { out: both, error: both }));
  await daemon.heard('host.gone', 'both');
  const lines = harness.read('both.log').trim().split('\n');
  const numbers = (name: string): number[] =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => Number(line.slice(4)));
  const expected = Array.from({ length: 300 }, (_, index) => index);
  expect([numbers('out'), numbers('err'), lines.length]).toEqual([expected, expected, 600]);
});

// Only root can start programs as another user.
const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('a program of another user can write to its output, and open it again by name', async () => {
  const user = { uid: 65_534, gid: 65_534, cwd: '/' };
  await daemon.spawn(harness.shell('nobody', 'id -u; echo again > /proc/self/fd/2', user));
  await daemon.heard('host.gone', 'nobody');
  expect([harness.read('nobody.out'), harness.read('nobody.err')]).toEqual(['65534\n', 'again\n']);
});

test('the program can open its output again by name', async () => {
  await daemon.spawn(
    harness.shell('again', 'echo one > /dev/stdout; echo two > /proc/self/fd/1; echo three >&2'),
  );
  await daemon.heard('host.gone', 'again');
  expect(harness.read('again.out')).toBe('one\ntwo\n');
});

const readStartTime = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19]!;

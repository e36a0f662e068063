import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { isSameProcess, Peer } from '@pmx/system';
import { type FakeDaemon, KeeperHarness, until } from './support/keeper-harness';

let harness: KeeperHarness;

beforeEach(() => {
  harness = new KeeperHarness();
});

afterEach(() => harness.dispose());

/** Counts up, one number a line, as long as it runs. */
const COUNTER = 'i=0; while :; do echo $i; i=$((i+1)); done';

const isSequence = (text: string): boolean =>
  text
    .split('\n')
    .slice(0, -1)
    .every((line, index) => Number(line) === index);

test('SIGKILL of the keeper: programs run on, are adopted, and no line is lost or repeated', async () => {
  const first = await harness.ready();
  const rest = 'if [ -e hold ]; then echo $i > held; while [ -e hold ]; do sleep 0.01; done; fi';
  const slow = `i=0; while :; do echo $i; i=$((i+1)); sleep 0.01; ${rest}; done`;
  const { pid, startTime } = await first.spawn(harness.shell('count', slow));
  await until('output', () => harness.read('count.out').length > 20);
  // What a keeper has read and not written yet dies with it: this one has nothing to do at that moment.
  writeFileSync(harness.path('hold'), '');
  const held = await until('the program to hold', () => /^(\d+)\n$/.exec(harness.read('held'))?.[1]);
  await until('all of it', () => harness.read('count.out').split('\n').length > Number(held));
  await harness.killKeeper();
  rmSync(harness.path('hold'));
  expect(isSameProcess(pid, startTime)).toBe(true);
  const second = await harness.ready();
  expect(second.hello.processes).toMatchObject([{ key: 'count', pid, startTime, exit: null, gone: false }]);
  const size = harness.read('count.out').length;
  await until('more output', () => harness.read('count.out').length > size + 50);
  expect(isSequence(harness.read('count.out'))).toBe(true);
  // It can still be signalled; how it ended nobody has seen.
  expect(await second.signal('count', 'SIGTERM', true)).toEqual({ delivered: true });
  expect(await second.heard('host.exited', 'count')).toMatchObject({ exit: { kind: 'unknown' } });
  await second.heard('host.gone', 'count');
  expect(isSequence(harness.read('count.out'))).toBe(true);
});

test('a program that writes without pause stands still while there is no keeper, and goes on', async () => {
  const first = await harness.ready();
  const rotation = { maxSize: 0, keep: 1, compress: false, totalSize: 1e9 };
  const { pid } = await first.spawn(
    harness.shell('flood', COUNTER, { out: [harness.sink('flood.out', { rotation })] }),
  );
  await until('output', () => harness.read('flood.out').length > 10_000);
  await harness.killKeeper();
  const second = await harness.ready();
  expect(second.hello.processes[0]).toMatchObject({ pid, exit: null });
  const size = harness.read('flood.out').length;
  await until('more output', () => harness.read('flood.out').length > size + 100_000);
  await second.signal('flood', 'SIGKILL', true);
  await second.heard('host.gone', 'flood');
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a program whose pid the keeper could not write down any more is found by its FIFO', async () => {
  const first = await harness.ready();
  const { pid, startTime } = await first.spawn(harness.shell('young', 'exec sleep 1000'));
  await harness.killKeeper();
  const file = `${harness.home.runDir}/young.json`;
  const { pid: _, startTime: __, ...intent } = JSON.parse(readFileSync(file, 'utf8'));
  harness.track(pid, startTime);
  writeFileSync(file, JSON.stringify(intent));
  const second = await harness.ready();
  expect(second.hello.processes).toMatchObject([{ key: 'young', pid, startTime, exit: null }]);
});

test('ends while no keeper runs are unknown; ends that the keeper saw are not', async () => {
  const first = await harness.ready();
  await first.spawn(harness.shell('seen', 'exit 5'));
  await first.heard('host.gone', 'seen');
  const { pid, startTime } = await first.spawn(harness.shell('unseen', 'exec sleep 1000'));
  await harness.killKeeper();
  process.kill(pid, 'SIGKILL');
  await until('its end', () => !isSameProcess(pid, startTime));
  const second = await harness.ready();
  const ends = Object.fromEntries(second.hello.processes.map(({ key, exit }) => [key, exit]));
  expect(ends).toEqual({ seen: { kind: 'code', code: 5 }, unseen: { kind: 'unknown' } });
  for (const { key, gone } of second.hello.processes) if (!gone) await second.heard('host.gone', key);
  for (const key of ['seen', 'unseen']) await second.call('host.forget', { key });
  expect(readdirSync(harness.home.runDir).filter((name) => name.endsWith('.json'))).toEqual([]);
});

test('a new daemon connection takes over, and learns what happened meanwhile', async () => {
  const first = await harness.ready();
  await first.spawn(harness.shell('quick', 'exit 3'));
  await first.heard('host.gone', 'quick');
  const second = await harness.connect();
  await until('the end of the first connection', () => first.peer.isClosed);
  expect(second.hello.processes).toMatchObject([
    { key: 'quick', exit: { kind: 'code', code: 3 }, gone: true },
  ]);
  await expect(first.spawn(harness.shell('late', 'true'))).rejects.toMatchObject({
    code: 'PMX_ERR_DAEMON_GONE',
  });
});

test('nothing is done for a connection that has not said hello', async () => {
  await harness.start();
  const peer = new Peer(connect(harness.home.keeperSocket), {});
  const refused = peer.call('host.spawn', harness.shell('x', 'true'), 20_000);
  await expect(refused).rejects.toMatchObject({ code: 'PMX_ERR_PROTOCOL' });
  peer.destroy();
});

test('the socket is ours alone, and a second keeper is refused', async () => {
  await harness.start();
  expect(statSync(harness.home.keeperSocket).mode & 0o777).toBe(0o600);
  expect(readFileSync(harness.home.keeperPid, 'utf8')).toBe(`${harness.keeperPid}\n`);
  const second = harness.start();
  await until('its refusal', () => harness.log.includes(`can't start`));
  expect(harness.log).toContain('The lock keeper is held by the process with pid');
  second.catch(() => {});
  const daemon = await harness.connect();
  expect(daemon.hello.processes).toEqual([]);
});

describe('the daemon', () => {
  const DAEMON = `
    const { connect } = require('node:net');
    const { appendFileSync } = require('node:fs');
    appendFileSync(process.env.PMX_HOME + '/starts', process.pid + '\\n');
    if (process.env.DAEMON_FAILS) process.exit(9);
    const socket = connect(process.env.PMX_HOME + '/keeper.sock');
    const params = { protocol: 1, version: 'fake', pid: process.pid };
    socket.write(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'host.hello', params }) + '\\n');
    socket.on('close', () => process.exit());
    socket.resume();`;

  const starts = (): string[] => {
    const file = `${harness.home.dir}/starts`;
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  };

  function putDaemon(source: string): void {
    mkdirSync(harness.bin, { recursive: true });
    writeFileSync(`${harness.bin}/daemon.cjs`, source);
  }

  const endDaemon = (daemon: FakeDaemon): void => daemon.peer.destroy();

  test('is started again when its connection ends, every time', async () => {
    putDaemon(DAEMON);
    endDaemon(await harness.ready());
    await until('a new daemon', () => harness.log.includes('version fake, has connected'));
    process.kill(Number(starts()[0]), 'SIGKILL');
    await until('another one', () => starts().length === 2);
    await until('its hello', () => harness.log.split('version fake, has connected').length === 3);
    // Ours takes over; theirs ends by itself.
    await harness.connect();
  });

  test('is not started again when it says that it leaves', async () => {
    putDaemon(DAEMON);
    const daemon = await harness.ready();
    daemon.peer.notify('daemon.leaving', {});
    daemon.peer.close();
    await until('the close', () => daemon.peer.isClosed);
    // Whatever the keeper would do at once it has done when it has answered another one.
    const next = await harness.connect();
    next.peer.notify('daemon.leaving', {});
    expect(starts()).toEqual([]);
  });

  test('that fails at once is tried again, with the reason in the log', async () => {
    putDaemon(`process.env.DAEMON_FAILS = '1';${DAEMON}`);
    endDaemon(await harness.ready());
    await until('three attempts', () => starts().length >= 3);
    await until('the reason', () =>
      harness.log.includes('The daemon that was started has ended: exit code 9'),
    );
    await harness.connect();
  });

  test('can end the keeper, and programs stay', async () => {
    const daemon = await harness.ready();
    const { pid, startTime } = await daemon.spawn(harness.shell('stays', 'exec sleep 1000'));
    await daemon.call('host.shutdown', {});
    await harness.keeperEnded();
    expect(existsSync(harness.home.keeperPid)).toBe(false);
    await until('the close', () => daemon.peer.isClosed);
    expect(isSameProcess(pid, startTime)).toBe(true);
    const next = await harness.ready();
    expect(next.hello.processes).toMatchObject([{ key: 'stays', pid, exit: null }]);
  });
});

test('SIGTERM ends the keeper and leaves programs; SIGINT and SIGHUP do nothing', async () => {
  const daemon = await harness.ready();
  const { pid, startTime } = await daemon.spawn(harness.shell('stays', 'exec sleep 1000'));
  process.kill(harness.keeperPid, 'SIGINT');
  process.kill(harness.keeperPid, 'SIGHUP');
  expect(await daemon.signal('stays', 'SIGCONT')).toEqual({ delivered: true });
  process.kill(harness.keeperPid, 'SIGTERM');
  await harness.keeperEnded();
  expect(existsSync(harness.home.keeperPid)).toBe(false);
  expect(isSameProcess(pid, startTime)).toBe(true);
});

test('log files that cannot be written cost output, never the program or the keeper', async () => {
  const daemon = await harness.ready();
  const sink = harness.sink('x', { path: '/dev/full' });
  await daemon.spawn(harness.shell('full', 'echo lost; echo kept >&2; exit 4', { out: [sink] }));
  expect((await daemon.heard('host.exited', 'full')).exit).toEqual({ kind: 'code', code: 4 });
  await daemon.heard('host.gone', 'full');
  const dropped = await until('the report', () =>
    daemon.notes.find(({ method }) => method === 'host.dropped'),
  );
  expect(dropped.params).toMatchObject({
    path: '/dev/full',
    bytes: 5,
    reason: expect.stringContaining('ENOSPC'),
  });
  expect(harness.read('full.err')).toBe('kept\n');
});

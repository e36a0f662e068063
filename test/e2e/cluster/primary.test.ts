/** The cluster primary as a host. */

import { existsSync, statSync } from 'node:fs';
import { Agent } from 'node:http';
import { processStat } from '@pmx/system';
import { until } from '../host/support/keeper-harness';
import { request } from '../support/load';
import { fixture, NODE, PrimaryHarness } from './support/primary-harness';

const APP = fixture('app.js');
const TALK = fixture('talk.js');

let lab: PrimaryHarness;

const labOf = async (scheduling: 'round-robin' | 'shared' = 'round-robin'): Promise<PrimaryHarness> => {
  lab = new PrimaryHarness(scheduling);
  await lab.start();
  return lab;
};
const messages = (key: string): unknown[] =>
  lab.daemon.notes
    .filter(({ method, params }) => method === 'host.message' && params.key === key)
    .map(({ params }) => params.value);

afterEach(() => lab.dispose());

describe('a worker', () => {
  beforeEach(() => labOf());

  test('is the leader of a group of its own, and sees what node app.js would show it', async () => {
    await lab.spawn('t', TALK, { env: { COLOUR: 'green' } });
    const [told] = await until('its message', () => messages('t').length > 0 && messages('t'));
    expect(told).toEqual({
      argv: [NODE, TALK],
      execArgv: [],
      env: { PATH: process.env.PATH, COLOUR: 'green' },
      main: TALK,
    });
    expect(processStat(lab.pidOf('t'))?.pgid).toBe(lab.pidOf('t'));
  });

  test('has its output in its files, and its exit code reported', async () => {
    await lab.serve('t', TALK);
    await lab.daemon.call('host.message', { key: 't', value: 7 });
    expect(await lab.daemon.heard('host.exited', 't')).toMatchObject({ exit: { kind: 'code', code: 7 } });
    await lab.daemon.heard('host.gone', 't');
    expect(lab.read('logs/t.out')).toBe('said on stdout\n');
    expect(lab.read('logs/t.err')).toBe('said on stderr\n');
  });

  test('gets messages and sends them', async () => {
    await lab.serve('t', TALK);
    expect(await lab.daemon.call('host.message', { key: 't', value: { hello: [1] } })).toEqual({
      delivered: true,
    });
    await until('the echo', () => messages('t').some((value) => (value as { echo?: unknown }).echo));
    expect(messages('t').at(-1)).toEqual({ echo: { hello: [1] } });
    expect(await lab.daemon.call('host.message', { key: 'nobody', value: 1 })).toEqual({ delivered: false });
  });

  test('is told of as listening, again to a daemon that comes back', async () => {
    const port = await lab.serve('t', APP);
    const again = await lab.connect();
    expect(await again.heard('host.listening', 't')).toMatchObject({ key: 't', port, path: null });
    expect(again.hello.processes).toMatchObject([{ key: 't', pid: lab.pidOf('t'), exit: null }]);
  });

  test('that cannot be started is refused with the reason', async () => {
    await expect(lab.spawn('t', APP, { file: '/nowhere/node' })).rejects.toMatchObject({
      code: 'PMX_ERR_SPAWN',
      message: expect.stringContaining('/nowhere/node'),
    });
    await lab.serve('u', APP);
  });

  test('tells by heartbeats how late its event loop is, when it is asked to', async () => {
    const port = await lab.serve('t', APP);
    await lab.agents.heard('agent.hello', 't');
    lab.agents.tell('t', 'agent.watch', { interval: 20 });
    await lab.agents.heard('agent.heartbeat', 't');
    const stuck = request({ port, path: '/busy' }, false);
    await lab.agents.heard('agent.heartbeat', 't', ({ delay }) => Number(delay) >= 200);
    await stuck;
  });
});

describe('servers', () => {
  test('port 0 is one port for all workers', async () => {
    await labOf();
    const ports = await Promise.all([lab.serve('a', APP), lab.serve('b', APP)]);
    expect(ports[0]).toBe(ports[1]);
  });

  test.each(['round-robin', 'shared'] as const)(
    'Unix socket, %s: open to others, and gone with its workers',
    async (scheduling) => {
      await labOf(scheduling);
      const path = lab.path('app.sock');
      await lab.spawn('a', APP, { env: { LISTEN: path } });
      expect(await lab.daemon.heard('host.listening', 'a')).toMatchObject({ path, port: null });
      expect(statSync(path).mode & 0o777).toBe(0o755);
      expect(await request({ socketPath: path }, false)).toBe(String(lab.pidOf('a')));
      await lab.drain('a');
      await lab.stop('a');
      await until('the end of the socket', () => !existsSync(path));
    },
  );

  test('the Unix socket that a killed primary left does not keep its successor from binding it', async () => {
    await labOf();
    const path = lab.path('app.sock');
    await lab.spawn('a', APP, { env: { LISTEN: path } });
    await lab.daemon.heard('host.listening', 'a');
    await lab.killPrimary();
    expect(existsSync(path)).toBe(true);
    await lab.start();
    await lab.spawn('b', APP, { env: { LISTEN: path } });
    await lab.daemon.heard('host.listening', 'b');
    expect(await request({ socketPath: path }, false)).toBe(String(lab.pidOf('b')));
  });
});

describe('when the primary is killed', () => {
  test.each(['round-robin', 'shared'] as const)(
    '%s: workers answer what they have begun, and end; its successor tells of them',
    async (scheduling) => {
      await labOf(scheduling);
      const port = await lab.serve('a', APP);
      const agent = new Agent({ keepAlive: true });
      await request({ port }, agent);
      const inFlight = request({ port, path: '/4000' }, agent);
      const arrived = request({ port, path: '/0' }, agent);
      await arrived;
      await lab.killPrimary();
      await lab.start();
      expect(lab.daemon.hello.processes).toMatchObject([{ key: 'a', pid: lab.pidOf('a'), exit: null }]);
      expect(await inFlight).toBe(String(lab.pidOf('a')));
      agent.destroy();
      expect(await lab.daemon.heard('host.exited', 'a')).toMatchObject({ exit: { kind: 'unknown' } });
      await lab.serve('b', APP, { env: { LISTEN: String(port) } });
      expect(await request({ port }, false)).toBe(String(lab.pidOf('b')));
    },
  );
});

describe('a worker that is blocked for ever', () => {
  test('costs no request: what it did not take goes to the others once it is killed', async () => {
    await labOf();
    const port = await lab.serve('a', APP);
    const blocking = request({ port, path: '/block' }, false).catch((error) => error.code);
    await until('the block', () => lab.read('logs/a.out') === 'blocked\n');
    await lab.serve('b', APP);
    // In turn: one of them is handed to the blocked worker.
    const others = Array.from({ length: 20 }, () => request({ port }, false));
    await Promise.any(others);
    await lab.daemon.signal('a', 'SIGKILL', true);
    expect(new Set(await Promise.all(others))).toEqual(new Set([String(lab.pidOf('b'))]));
    expect(await blocking).toBe('ECONNRESET');
  });
});

describe('the daemon', () => {
  beforeEach(() => labOf());

  test('that was away hears what workers have said meanwhile', async () => {
    const port = await lab.serve('t', TALK);
    await until('its first message', () => messages('t').length > 0);
    lab.daemon.peer.destroy();
    await request({ port, path: '/meanwhile' }, false);
    await lab.connect();
    await lab.daemon.heard('host.message', 't');
    expect(messages('t')).toEqual([{ asked: '/meanwhile' }]);
  });

  test('ends it by host.shutdown', async () => {
    await lab.daemon.call('host.shutdown', {});
    await lab.ended();
  });
});

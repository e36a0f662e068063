/** How a worker drains each kind of connection. The app has no shutdown code. */

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { connect, type Socket } from 'node:net';
import { until } from '../host/support/keeper-harness';
import { fixture, PrimaryHarness } from './support/primary-harness';

type Ports = Record<'http' | 'https' | 'http2' | 'https2' | 'tcp', number>;

interface Answer {
  body: string;
  connection: string | undefined;
  /** Of the worker. */
  pid: number;
}

const LONG = { timeout: 20_000, idle: 20_000 };

describe.each(['round-robin', 'shared'] as const)('draining, %s', (scheduling) => {
  let lab: PrimaryHarness;
  let ports: Ports;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    lab = new PrimaryHarness(scheduling);
    await lab.start();
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...request, '-keyout', lab.path('key.pem'), '-out', lab.path('cert.pem')], {
      stdio: 'ignore',
    });
    ports = await serveToo('w');
    await lab.agents.heard('agent.hello', 'w');
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await lab.dispose();
  });

  async function serveToo(key: string): Promise<Ports> {
    const env = { KEY: lab.path('key.pem'), CERT: lab.path('cert.pem') };
    await lab.spawn(key, fixture('kinds.js'), { env });
    return (await lab.daemon.heard('host.message', key)).value as Ports;
  }
  const begin = (limits: { timeout: number; idle: number }) => lab.agents.tell('w', 'agent.drain', limits);
  const progress = (holds: (numbers: Record<string, unknown>) => boolean) =>
    lab.agents.heard('agent.draining', 'w', holds);
  /** Lets the worker give the answers that it holds. */
  const release = () => lab.daemon.call('host.message', { key: 'w', value: 'release' });
  const drained = () => lab.agents.heard('agent.drained', 'w');

  async function open(port: number, bytes = ''): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    await once(socket, 'connect');
    if (bytes !== '') socket.write(bytes);
    return socket;
  }

  /** A connection that the worker has surely accepted, because it has answered on it. */
  async function answered(port: number, bytes: string): Promise<Socket> {
    const socket = await open(port, bytes);
    await once(socket, 'data');
    return socket;
  }

  test.each([
    ['http', http],
    ['https', https],
    ['https2', https],
  ] as const)('%s: requests in flight are answered with Connection: close', async (kind, client) => {
    const agent = new client.Agent({ keepAlive: true, rejectUnauthorized: false });
    await ask(client, { port: ports[kind], agent });
    const inFlight = ask(client, { port: ports[kind], agent, path: '/held' });
    const arrived = await ask(client, { port: ports[kind], agent, path: '/0' });
    expect(arrived.connection).toBe('keep-alive');
    begin(LONG);
    await progress(({ requests }) => requests === 1);
    await release();
    expect(await inFlight).toMatchObject({ body: 'answer', connection: 'close' });
    agent.destroy();
    expect(await drained()).toEqual({ cut: 0 });
  });

  test('an idle connection sends one more request, which is the last', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    await ask(http, { port: ports.http, agent });
    begin(LONG);
    await progress(({ connections, requests }) => connections === 1 && requests === 0);
    expect(await ask(http, { port: ports.http, agent })).toMatchObject({
      body: 'answer',
      connection: 'close',
    });
    expect(await drained()).toEqual({ cut: 0 });
    agent.destroy();
  });

  test.each(['/insists', '/insists-early'])(
    'an app that insists on keep-alive is overruled: %s',
    async (path) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      await ask(http, { port: ports.http, agent });
      begin(LONG);
      await progress(({ connections }) => connections === 1);
      const { connection } = await ask(http, { port: ports.http, agent, path });
      expect(connection).toBe('close');
      expect(await drained()).toEqual({ cut: 0 });
      agent.destroy();
    },
  );

  test('connections that stay idle, or never say a word, are closed and not counted as cut', async () => {
    const silent = await open(ports.http);
    // Accepted after the silent one.
    const used = await answered(ports.http, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const ends = [once(used, 'close'), once(silent, 'close')];
    begin({ timeout: 20_000, idle: 200 });
    await Promise.all(ends);
    expect(await drained()).toEqual({ cut: 0 });
  });

  test.each(['http2', 'https2'] as const)('%s: streams in flight end, then the session', async (kind) => {
    const scheme = kind === 'http2' ? 'http' : 'https';
    const session = http2.connect(`${scheme}://localhost:${ports[kind]}`, { rejectUnauthorized: false });
    sockets.push(session as unknown as Socket);
    const ended = once(session, 'close');
    await stream(session, '/0');
    const inFlight = stream(session, '/held');
    await stream(session, '/0');
    begin(LONG);
    await progress(({ requests }) => requests === 1);
    await release();
    expect(await inFlight).toBe('answer');
    await ended;
    expect(await drained()).toEqual({ cut: 0 });
  });

  test('WebSockets, event streams and unknown protocols stay until the timeout, and are counted', async () => {
    const upgrade = 'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    const long = [
      await answered(ports.http, upgrade),
      await answered(ports.http, 'GET /events HTTP/1.1\r\nHost: x\r\n\r\n'),
      await answered(ports.tcp, ''),
    ];
    const ends = long.map((socket) => once(socket, 'close'));
    begin({ timeout: 500, idle: 100 });
    await progress(({ longLived, connections }) => longLived === 3 && connections === 3);
    expect(await drained()).toEqual({ cut: 3 });
    await Promise.all(ends);
  });

  test('the app notices nothing: its servers listen on, as far as it knows', async () => {
    begin(LONG);
    await drained();
    await lab.daemon.call('host.message', { key: 'w', value: 'addresses' });
    const answer = await until('its answer', () =>
      lab.daemon.notes.find(({ params }) => (params.value as { listening?: unknown })?.listening),
    );
    expect(answer.params.value).toEqual({ listening: Object.values(ports) });
  });

  test('connections that come meanwhile go to another worker', async () => {
    await serveToo('other');
    const busy = ask(http, { port: ports.http, agent: false, path: '/1000' });
    begin(LONG);
    const meanwhile = Array.from({ length: 20 }, () => ask(http, { port: ports.http, agent: false }));
    expect(new Set((await Promise.all(meanwhile)).map(({ pid }) => pid))).toContain(lab.pidOf('other'));
    expect((await busy).body).toBe('answer');
    expect(await drained()).toEqual({ cut: 0 });
    expect((await ask(http, { port: ports.http, agent: false })).pid).toBe(lab.pidOf('other'));
  });
});

function ask(client: typeof http | typeof https, options: https.RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = client.get({ host: '127.0.0.1', rejectUnauthorized: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => {
        const { connection, 'x-pid': pid } = response.headers;
        resolve({ body, connection, pid: Number(pid) });
      });
    });
    sent.on('error', reject);
  });
}

function stream(session: http2.ClientHttp2Session, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = session.request({ ':path': path });
    let body = '';
    sent.setEncoding('utf8');
    sent.on('data', (chunk) => {
      body += chunk;
    });
    sent.on('end', () => resolve(body));
    sent.on('error', reject);
    sent.end();
  });
}

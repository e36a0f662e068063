import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProbeResult } from '../../../../../packages/daemon/src/observe/probes';
import { closeServers, failed, fakeTimeouts, freePort, run, serveHttp } from './support';

afterEach(async () => {
  jest.useRealTimers();
  await closeServers();
});

const get = (url: string, options = {}): Promise<ProbeResult> => run({ kind: 'http', url }, options);

test.each([200, 204, 301, 399])('%d is fine, and no redirect is followed', async (status) => {
  const asked: string[] = [];
  const port = await serveHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status, { location: '/elsewhere' }).end();
  });
  expect(await get(`http://localhost:${port}/ready?deep=1`)).toEqual({ ok: true });
  expect(asked).toEqual(['GET /ready?deep=1']);
});

test.each([400, 404, 500, 503])('%d is a failure', async (status) => {
  const port = await serveHttp((_, response) => response.writeHead(status).end('no'));
  expect(await get(`http://127.0.0.1:${port}/`)).toEqual(failed(`answered with status ${status}`));
});

test('a long answer is read to its end, so that the program sees no reset', async () => {
  let finished = false;
  const port = await serveHttp((_, response) => {
    response.on('finish', () => {
      finished = true;
    });
    response.end('x'.repeat(2_000_000));
  });
  expect(await get(`http://127.0.0.1:${port}/`)).toEqual({ ok: true });
  expect(finished).toBe(true);
});

test('nobody there', async () => {
  const port = await freePort();
  expect(await get(`http://localhost:${port}/`)).toEqual(failed(/ECONNREFUSED 127\.0\.0\.1:\d+/));
});

test('no answer in time', async () => {
  fakeTimeouts();
  let closed: Promise<unknown> | null = null;
  const port = await serveHttp((request) => {
    closed = new Promise((resolve) => request.on('close', resolve));
    jest.advanceTimersByTime(100);
  });
  expect(await get(`http://127.0.0.1:${port}/`, { timeout: 100 })).toEqual(
    failed('gave no answer within 100 ms'),
  );
  expect(closed).not.toBeNull();
  await closed;
});

test('an answer that is broken off, or never ends', async () => {
  const breaking = await serveHttp((_, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('12345', () => response.socket?.destroy());
  });
  expect((await get(`http://127.0.0.1:${breaking}/`)).ok).toBe(false);
  const endless = await serveHttp((_, response) => response.writeHead(200).write('more '));
  expect(await get(`http://127.0.0.1:${endless}/`, { timeout: 100 })).toEqual(failed(/within 100 ms/));
});

test('what does not speak HTTP', async () => {
  const port = await serveHttp((request) => request.socket.end('hello\r\n\r\n'));
  expect(await get(`http://127.0.0.1:${port}/`)).toEqual(failed(/Parse Error/));
});

test('a name that does not exist', async () => {
  expect((await get('http://no-such-host.invalid/')).ok).toBe(false);
});

test('$PORT is that of the environment', async () => {
  const port = await serveHttp((_, response) => response.end());
  const url = 'http://localhost:$PORT/ready';
  expect(await get(url, { env: { PORT: String(port) } })).toEqual({ ok: true });
  expect(await get(url, { env: {} })).toEqual(failed(/its environment has no PORT/));
  expect((await get(url, { env: { PORT: 'many' } })).ok).toBe(false);
});

test('over a Unix socket', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pmx-probe-'));
  try {
    const path = join(dir, 'app.sock');
    const asked: (string | undefined)[] = [];
    await serveHttp((request, response) => {
      asked.push(request.url);
      response.end();
    }, path);
    expect(await get(`http://unix:${path}:/health`)).toEqual({ ok: true });
    expect(await get(`http://unix:${path}`)).toEqual({ ok: true });
    expect(asked).toEqual(['/health', '/']);
    expect(await get(`http://unix:${path}.no:/`)).toEqual(failed(/ENOENT/));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('given up early', async () => {
  const end = new AbortController();
  const port = await serveHttp(() => end.abort());
  expect(await get(`http://127.0.0.1:${port}/`, { signal: end.signal })).toEqual(failed('was given up'));
  expect(await get(`http://127.0.0.1:${port}/`, { signal: end.signal })).toEqual(failed('was given up'));
});

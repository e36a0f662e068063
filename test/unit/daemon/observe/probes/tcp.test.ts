import { closeServers, failed, freePort, run, serveTcp } from './support';

afterEach(closeServers);

test('a connection that is accepted, and then ended in order', async () => {
  const ends: Promise<string>[] = [];
  const port = await serveTcp((socket) => {
    ends.push(
      new Promise((resolve) => {
        socket.on('error', () => resolve('reset'));
        socket.on('end', () => resolve('end'));
        socket.resume();
      }),
    );
  });
  expect(await run({ kind: 'tcp', host: 'localhost', port })).toEqual({ ok: true });
  expect(await ends[0]).toBe('end');
});

test('nobody there', async () => {
  const port = await freePort();
  const result = await run({ kind: 'tcp', host: 'localhost', port });
  expect(result).toEqual(failed(/ECONNREFUSED 127\.0\.0\.1/));
});

test('a host that does not exist', async () => {
  expect((await run({ kind: 'tcp', host: 'no-such-host.invalid', port: 1 })).ok).toBe(false);
});

test('given up before it began', async () => {
  const result = await run({ kind: 'tcp', host: 'localhost', port: 1 }, { signal: AbortSignal.abort() });
  expect(result).toEqual(failed('was given up'));
});

import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  type ProbeOptions,
  type ProbeResult,
  probe,
} from '../../../../../packages/daemon/src/observe/probes';

const servers = new Set<{ server: Server; sockets: Set<Socket> }>();

/** Ends every server of the test, and their connections. */
export async function closeServers(): Promise<void> {
  for (const { server, sockets } of servers) {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  servers.clear();
}

/** @param where 0: any free port; or a socket's path. Answers the port. */
export function serve(server: Server, where: number | string = 0): Promise<number> {
  const sockets = new Set<Socket>();
  servers.add({ server, sockets });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  return new Promise((resolve) => {
    const ready = (): void => resolve((server.address() as AddressInfo).port ?? 0);
    if (typeof where === 'string') server.listen(where, ready);
    else server.listen(where, '127.0.0.1', ready);
  });
}

export const serveHttp = (listener: RequestListener, where?: string): Promise<number> =>
  serve(createHttpServer(listener), where);

export const serveTcp = (onSocket: (socket: Socket) => void = () => {}): Promise<number> =>
  serve(createServer(onSocket));

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await serve(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A probe with time enough. */
export const run = (
  spec: Parameters<typeof probe>[0],
  options: Partial<ProbeOptions> = {},
): Promise<ProbeResult> =>
  probe(spec, {
    timeout: 20_000,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    uid: null,
    gid: null,
    ...options,
  });

/** The time that a probe has passes when the test says so, by `jest.advanceTimersByTime`. */
export const fakeTimeouts = (): void =>
  void jest.useFakeTimers({
    doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval'],
  });

export const failed = (reason: string | RegExp) => ({
  ok: false,
  reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
});

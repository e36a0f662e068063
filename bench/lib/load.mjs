/** Requests from a process of their own, in a session of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { program } from './fleet.mjs';
import { now, sleep, until } from './measure.mjs';
import { cpuTime } from './processes.mjs';

/** A port that nobody listens on at this moment. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const isOpen = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() && true));
    socket.once('error', () => resolve(false));
  });

/**
 * Asks on `connections` connections while `action` runs.
 * @returns {Promise<{ answered: number, failed: number, reasons: Record<string, number>, time: number }>} `time` in milliseconds
 */
export async function underLoad(options, action) {
  await until(() => isOpen(options.port), `port ${options.port}`);
  const generator = fork(program('load.mjs'), [JSON.stringify(options)], { detached: true });
  const ended = once(generator, 'exit');
  try {
    await once(generator, 'message');
    const begin = now();
    await action();
    generator.send('stop');
    const [counts] = await once(generator, 'message');
    return { ...counts, time: now() - begin };
  } finally {
    generator.kill('SIGKILL');
    await ended;
  }
}

/**
 * Microseconds per answer, over `duration` milliseconds: on the clock, and of CPU in the processes `pids` together.
 * @throws {Error} when a request fails
 */
export async function costOfRequest(options, pids, duration) {
  const used = () => pids.reduce((sum, pid) => sum + cpuTime(pid), 0);
  const before = used();
  const { answered, failed, time, reasons } = await underLoad(options, () => sleep(duration));
  if (failed > 0) throw new Error(`${failed} requests failed: ${JSON.stringify(reasons)}`);
  return { wall: (time * 1000) / answered, cpu: ((used() - before) * 1000) / answered };
}

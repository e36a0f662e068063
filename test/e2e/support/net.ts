/** Ports and HTTP. */

import http from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** A server on a free port of its own. */
export function listen(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

/**
 * Ports below those that the system gives to whoever asks for any: there, a test beside this one, or the other end of a
 * connection, could be given the port between this call and the listening of the app that it is for. Each worker of Jest
 * has ports of its own.
 */
const FIRST_PORT = 11_000;
const PORTS_OF_WORKER = 2_000;
const WORKERS = 10;
/** An app may take the ports after its own for its other instances. Prime to their number. */
const STEP = 7;
const firstOwn = FIRST_PORT + ((Number(process.env.JEST_WORKER_ID ?? 1) - 1) % WORKERS) * PORTS_OF_WORKER;
/** Runs side by side begin at different ones. */
let given = Math.floor(Math.random() * PORTS_OF_WORKER);

/** A port that nobody listens on, and that no other test is given. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PORTS_OF_WORKER; attempt += 1) {
    given += STEP;
    const port = firstOwn + (given % PORTS_OF_WORKER);
    if (await isFree(port)) return port;
  }
  throw new Error('All ports of this worker are taken.');
}

/** On every address. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** The body of an answer to a GET. */
export function get(port: number, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    request.on('error', reject);
  });
}

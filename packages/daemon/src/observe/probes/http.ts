import type { IncomingMessage, RequestOptions } from 'node:http';
import type { ProbeSpec } from '@pmx/supervision';
import type { Attempt } from './types';

/** A GET; any answer from 200 to 399 that comes to its end is fine. */
export const probeHttp: Attempt<Extract<ProbeSpec, { kind: 'http' }>> = async ({ url }, { env }, signal) => {
  const target = withPort(url, env.PORT);
  const { request } = await (target.startsWith('https:') ? import('node:https') : import('node:http'));
  await new Promise<void>((resolve, reject) => {
    const sent = request({ ...addressOf(target), ...REQUEST, signal });
    sent.on('error', reject);
    sent.on('response', (response) => judge(response, resolve, reject));
    sent.end();
  });
};

const REQUEST = {
  // A connection of its own, closed after it: what would be asked over an old one is not how a client fares.
  agent: false as const,
  headers: { connection: 'close', 'user-agent': 'pmx-probe' },
  // Whether the program is well is the question here; its certificate is often self-signed, or for another name.
  rejectUnauthorized: false,
};

function withPort(url: string, port: string | undefined): string {
  if (!url.includes(':$PORT')) return url;
  if (port === undefined) throw new Error('cannot be asked by a path alone: its environment has no PORT');
  return url.replace(':$PORT', `:${port}`);
}

/** `http://unix:/run/app.sock:/health`, or a plain URL. */
function addressOf(target: string): RequestOptions {
  const [, socketPath, path = '/'] = /^http:\/\/unix:(\/[^:]+)(?::(\/.*))?$/.exec(target) ?? [];
  if (socketPath !== undefined) return { socketPath, path };
  const { protocol, hostname, port, pathname, search, username, password } = new URL(target);
  const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    path: pathname + search,
    ...(username === '' ? {} : { auth }),
  };
}

function judge(response: IncomingMessage, resolve: () => void, reject: (error: Error) => void): void {
  const { statusCode = 0 } = response;
  response.resume();
  response.on('error', reject);
  response.on('close', () => {
    if (statusCode < 200 || statusCode > 399) reject(new Error(`answered with status ${statusCode}`));
    else if (response.complete) resolve();
    else reject(new Error('broke off its answer'));
  });
}

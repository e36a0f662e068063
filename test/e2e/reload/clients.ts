/** Clients of other protocols than plain HTTP/1. */

import { once } from 'node:events';
import http2, { type ClientHttp2Session } from 'node:http2';
import { Agent, get } from 'node:https';
import { connect } from 'node:net';
import type { Client } from '../support/load';

const UNCHECKED = { rejectUnauthorized: false };

/** Keeps its connection. */
export function httpsClient(port: number): Client {
  const agent = new Agent({ ...UNCHECKED, keepAlive: true, maxSockets: 1 });
  return { ask: () => getOver(port, agent), end: () => agent.destroy() };
}

async function getOver(port: number, agent: Agent): Promise<string> {
  const [response] = await once(get({ host: '127.0.0.1', port, agent }), 'response');
  return textOf(response);
}

/** One connection, until the server goes away; what it refused, and so has not processed, is sent again (RFC 9113, 8.7). */
export function http2Client(port: number): Client {
  let session: ClientHttp2Session | null = null;
  const ask = async (): Promise<string> => {
    if (!session || session.closed || session.destroyed) {
      session = http2.connect(`https://127.0.0.1:${port}`, UNCHECKED);
      // What it does to requests is told by these.
      session.on('error', () => {});
    }
    const stream = session.request({ ':path': '/' });
    return textOf(stream).catch((error) => {
      if (stream.rstCode === http2.constants.NGHTTP2_REFUSED_STREAM) return ask();
      throw error;
    });
  };
  return { ask, end: () => session?.destroy() };
}

/** A connection for each question. */
export const tcpClient = (port: number): Client => ({
  ask: () => textOf(connect(port, '127.0.0.1')),
  end: () => {},
});

/** @throws {Error} when it ends without a word, too */
async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  if (text === '') throw new Error('an empty answer');
  return text;
}

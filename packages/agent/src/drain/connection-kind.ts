/** What an open connection of the app is busy with, told by what Node keeps on the socket itself. */

import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';

/** The response that a socket is taken by, as far as it is looked at here. */
export type CurrentResponse = Pick<ServerResponse, 'headersSent'> & { _header?: string | null };

/** A socket that a server has accepted. Its fields have had these names since Node 0.x. */
export type AcceptedSocket = Socket & {
  server: Server;
  /** Set while an HTTP/1 server reads from it. */
  parser?: unknown;
  /** Set from the headers of a request to the end of its response. */
  _httpMessage?: CurrentResponse | null;
  /** Of a TLS connection. */
  alpnProtocol?: string | false | null;
};

/**
 * - `request`: a request is being answered
 * - `long-lived`: WebSocket, event stream, or an unknown protocol
 * - `idle`: HTTP/1 between two requests, before the first, or in the headers of the next
 * - `session`: HTTP/2
 * - `wrapped`: the bytes under a TLS connection, which stands for itself
 */
export type ConnectionKind = 'request' | 'long-lived' | 'idle' | 'session' | 'wrapped';

const EVENT_STREAM = /^content-type: *text\/event-stream/im;

export function connectionKind(socket: AcceptedSocket): ConnectionKind {
  if (isTlsServer(socket.server) && !isEncrypted(socket)) return 'wrapped';
  if (socket._httpMessage) return isEventStream(socket._httpMessage) ? 'long-lived' : 'request';
  if (socket.parser) return 'idle';
  return speaksHttp2(socket) ? 'session' : 'long-lived';
}

const isEventStream = ({ headersSent, _header }: CurrentResponse): boolean =>
  headersSent && typeof _header === 'string' && EVENT_STREAM.test(_header);

const isTlsServer = (server: object): boolean => 'setSecureContext' in server;

const isEncrypted = (socket: object): boolean => 'encrypted' in socket;

/** A server of both versions decides by what the client has asked for. */
function speaksHttp2({ server, alpnProtocol }: AcceptedSocket): boolean {
  return 'updateSettings' in server && (!isTlsServer(server) || alpnProtocol === 'h2');
}

import type { ServerHttp2Session } from 'node:http2';

const NO_ERROR = 0;
/** No stream has a higher number: the client may still have sent some that are not refused (RFC 9113, 6.8). */
const ANY_STREAM = 2 ** 31 - 1;

/**
 * Milliseconds for the ping's answer. Node's own client gives none while it has a request that it has not sent yet: it
 * keeps such a request for ever, until it hears that this one is refused.
 */
const PATIENCE = 1_000;

/**
 * Shuts an HTTP/2 connection down as RFC 9113 has it: say that the end is near, let what the client has sent by then
 * arrive (a ping's answer proves it), and then take no further stream. It ends with its last stream.
 */
export function endSession(session: ServerHttp2Session): void {
  if (session.closed || session.destroyed) return;
  session.goaway(NO_ERROR, ANY_STREAM);
  const pinged = session.ping(() => session.close());
  if (pinged) setTimeout(() => session.close(), PATIENCE).unref();
  else session.close();
}

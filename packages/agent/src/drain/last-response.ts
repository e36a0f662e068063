/** Makes a response the last one on its connection. */

import type { OutgoingHttpHeader, ServerResponse } from 'node:http';

type Headers = Record<string, OutgoingHttpHeader> | OutgoingHttpHeader[] | undefined;

/** The method by which a response of Node's puts its headers together, whichever way they were given. */
type Response = Pick<ServerResponse, 'getHeader' | 'setHeader' | 'shouldKeepAlive'> & {
  _storeHeader?(firstLine: string, headers: Headers): unknown;
};

/** Answers with `Connection: close`. To be called before the headers are sent. */
export function makeLast(response: Response): void {
  response.shouldKeepAlive = false;
  const store = response._storeHeader;
  if (store === undefined) return;
  // What an app says of keep-alive itself would win; proxies pass such headers on.
  response._storeHeader = function (this: Response, firstLine, headers) {
    if (asksToKeepAlive('connection', this.getHeader('connection'))) this.setHeader('connection', 'close');
    return Reflect.apply(store, this, [firstLine, withoutKeepAlive(headers)]);
  };
}

/** Headers come as an object, as a list of pairs, or as a flat list of names and values. */
export function withoutKeepAlive(headers: Headers): Headers {
  if (Array.isArray(headers)) return withoutKeepAliveInList(headers);
  const own = Object.entries(headers ?? {});
  if (!own.some(([name, value]) => asksToKeepAlive(name, value))) return headers;
  return Object.fromEntries(own.filter(([name, value]) => !asksToKeepAlive(name, value)));
}

function withoutKeepAliveInList(headers: OutgoingHttpHeader[]): OutgoingHttpHeader[] {
  if (Array.isArray(headers[0])) {
    return headers.filter((pair) => !asksToKeepAlive(...(pair as unknown as [string, string])));
  }
  const kept: OutgoingHttpHeader[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const [name, value] = headers.slice(at, at + 2);
    if (!asksToKeepAlive(name, value)) kept.push(...headers.slice(at, at + 2));
  }
  return kept;
}

const asksToKeepAlive = (name: unknown, value: unknown): boolean =>
  /^connection$/i.test(String(name)) && /keep-alive/i.test(String(value));

import { census } from '../../../../packages/agent/src/drain/census';
import { type AcceptedSocket, connectionKind } from '../../../../packages/agent/src/drain/connection-kind';

const HTTP = {};
const TLS = { setSecureContext: () => {} };
const HTTP2 = { updateSettings: () => {} };
const BOTH = { ...TLS, ...HTTP2 };

const socket = (server: object, more: object = {}) => ({ server, ...more }) as unknown as AcceptedSocket;
const encrypted = (server: object, more: object = {}) => socket(server, { encrypted: true, ...more });
const busy = { parser: {}, _httpMessage: { headersSent: false } };
const events = {
  parser: {},
  _httpMessage: { headersSent: true, _header: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n' },
};

describe('connectionKind', () => {
  test.each([
    ['HTTP with a request', socket(HTTP, busy), 'request'],
    ['HTTP between requests', socket(HTTP, { parser: {}, _httpMessage: null }), 'idle'],
    ['an event stream', socket(HTTP, events), 'long-lived'],
    ['a WebSocket: its parser is gone', socket(HTTP, { parser: null }), 'long-lived'],
    ['TCP', socket({}), 'long-lived'],
    ['the bytes under TLS', socket(TLS), 'wrapped'],
    ['HTTPS with a request', encrypted(TLS, busy), 'request'],
    ['HTTP/2 in the clear', socket(HTTP2), 'session'],
    ['HTTP/2 over TLS', encrypted(BOTH, { alpnProtocol: 'h2' }), 'session'],
    ['HTTP/1 to a server of both', encrypted(BOTH, { ...busy, alpnProtocol: 'http/1.1' }), 'request'],
    ['a WebSocket to a server of both', encrypted(BOTH, { alpnProtocol: 'http/1.1' }), 'long-lived'],
  ] as const)('%s', (_what, one, kind) => {
    expect(connectionKind(one)).toBe(kind);
  });
});

describe('census', () => {
  test('counts a TLS connection once', () => {
    const { progress } = census([socket(TLS), encrypted(TLS, busy)]);
    expect(progress).toEqual({ connections: 1, requests: 1, longLived: 0 });
  });

  test('counts a TLS connection that is shaking hands', () => {
    expect(census([socket(TLS), socket(TLS), encrypted(TLS, busy)]).progress.connections).toBe(2);
  });

  test('parts the busy from the idle', () => {
    const [idle, request] = [socket(HTTP, { parser: {} }), socket(HTTP, busy)];
    const counted = census([idle, request, socket(HTTP, events), socket(HTTP2)]);
    expect(counted.progress).toEqual({ connections: 4, requests: 2, longLived: 1 });
    expect(counted.idle).toEqual([idle]);
    expect(counted.requests).toEqual([request]);
  });
});

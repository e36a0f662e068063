import type { ServerResponse } from 'node:http';
import { makeLast, withoutKeepAlive } from '../../../../packages/agent/src/drain/last-response';

describe('withoutKeepAlive', () => {
  test.each([
    ['an object', { Connection: 'keep-alive', A: '1' }, { A: '1' }],
    ['a flat list', ['connection', 'Keep-Alive', 'A', '1'], ['A', '1']],
    [
      'a list of pairs',
      [
        ['Connection', 'keep-alive'],
        ['A', '1'],
      ],
      [['A', '1']],
    ],
    ['another wish', { Connection: 'upgrade' }, { Connection: 'upgrade' }],
    ['the header that goes with it', { 'Keep-Alive': 'timeout=5' }, { 'Keep-Alive': 'timeout=5' }],
    ['an empty list', [], []],
    ['nothing', undefined, undefined],
  ])('%s', (_what, headers, kept) => {
    expect(withoutKeepAlive(headers as Parameters<typeof withoutKeepAlive>[0])).toEqual(kept);
  });

  test('gives back what it does not have to change: Node tells its own headers by identity', () => {
    const headers = { connection: ['Connection', 'close'] };
    expect(withoutKeepAlive(headers as never)).toBe(headers);
  });
});

test('makeLast works on what has no such method: HTTP/2, or a Node to come', () => {
  const response = { shouldKeepAlive: true } as ServerResponse;
  makeLast(response);
  expect(response.shouldKeepAlive).toBe(false);
});

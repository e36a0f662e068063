import { reconnectDelay } from '../../../packages/agent/src/backoff';
import { MAX_WAITING, MAX_WAITING_SIZE, Outbox } from '../../../packages/agent/src/outbox';

const nothing = (): void => {};

test('first in, first out, once', () => {
  const outbox = new Outbox();
  for (const frame of ['a', 'b']) outbox.add(frame, nothing);
  expect(outbox.take().map(({ frame }) => frame)).toEqual(['a', 'b']);
  expect(outbox.take()).toEqual([]);
});

test('bounded in number', () => {
  const outbox = new Outbox();
  for (let i = 0; i < MAX_WAITING; i++) expect(outbox.add('x', nothing)).toBe(true);
  expect(outbox.add('x', nothing)).toBe(false);
  expect(outbox.take()).toHaveLength(MAX_WAITING);
  expect(outbox.add('x', nothing)).toBe(true);
});

test('bounded in size', () => {
  const outbox = new Outbox();
  expect(outbox.add('x'.repeat(MAX_WAITING_SIZE - 1), nothing)).toBe(true);
  expect(outbox.add('xx', nothing)).toBe(false);
  expect(outbox.add('x', nothing)).toBe(true);
});

test('each sender is told once that its message is kept, and the message stays', async () => {
  const outbox = new Outbox();
  const sent = jest.fn();
  outbox.add('a', sent);
  outbox.acknowledge();
  outbox.acknowledge();
  await new Promise(process.nextTick);
  for (const waiting of outbox.take()) waiting.sent(null);
  expect(sent.mock.calls).toEqual([[null]]);
});

test('attempts to reconnect become rarer, to a limit', () => {
  expect([0, 1, 2, 3, 4, 5, 1_000_000].map(reconnectDelay)).toEqual([100, 200, 400, 800, 1600, 2000, 2000]);
});

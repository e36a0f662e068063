import { EventEmitter } from 'node:events';
import { watchStopRequests } from '../../../../packages/agent/src/api/stop-requests';

function bench(kinds: { signals?: string[]; messages?: boolean }) {
  const source = new EventEmitter();
  const reasons: string[] = [];
  const unwatch = watchStopRequests(source, { signals: [], messages: false, ...kinds }, (reason) =>
    reasons.push(reason),
  );
  return { source, reasons, unwatch };
}

test('signals, by their name', () => {
  const { source, reasons } = bench({ signals: ['SIGINT', 'SIGTERM'] });
  source.emit('SIGTERM', 'SIGTERM', 15);
  source.emit('SIGHUP', 'SIGHUP', 1);
  expect(reasons).toEqual(['SIGTERM']);
});

test('a signal that is named twice counts once', () => {
  const { source } = bench({ signals: ['SIGINT', 'SIGINT'] });
  expect(source.listenerCount('SIGINT')).toBe(1);
});

// process.on('SIGKILL') throws.
test.each(['SIGKILL', 'SIGSTOP'])('%s is not listened for', (signal) => {
  expect(bench({ signals: [signal] }).source.eventNames()).toEqual([]);
});

test("of messages, only 'shutdown', and only where there is a channel to pmx", () => {
  const { source, reasons } = bench({ messages: true });
  for (const message of ['ready', { type: 'shutdown' }, 'shutdown']) source.emit('message', message);
  expect(reasons).toEqual(['shutdown']);
  expect(bench({ messages: false }).source.eventNames()).toEqual([]);
});

test('leaves nothing behind', () => {
  const { source, unwatch } = bench({ signals: ['SIGINT'], messages: true });
  unwatch();
  expect(source.eventNames()).toEqual([]);
});

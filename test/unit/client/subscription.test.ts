/** A subscription through the end of one daemon and the beginning of the next, on clients that the test holds. */

import { type Client, type ClientEvents, Subscription } from '../../../packages/client/src';

interface Daemon {
  events: ClientEvents;
  end(): void;
}

/** Connections succeed while `runs` is true. */
function daemons() {
  const state = { runs: true, opened: [] as Daemon[] };
  const open = async (events: ClientEvents): Promise<Client> => {
    if (!state.runs) throw new Error('nobody listens');
    const client = { isClosed: false, call: async () => ({ apps: [] }), close: () => daemon.end() };
    const daemon: Daemon = {
      events,
      end: () => {
        client.isClosed = true;
        events.onClose?.();
      },
    };
    state.opened.push(daemon);
    return client as unknown as Client;
  };
  return { state, open };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const event = { at: 1, event: 'process:event', process: { pm_id: 0, name: 'a', namespace: 'x' }, data: null };

test('it finds the next daemon, tells the gap once, and goes on', async () => {
  const { state, open } = daemons();
  const onEvent = jest.fn();
  const onResumed = jest.fn();
  const subscription = new Subscription(open, ['*'], { onEvent, onResumed });
  await subscription.begin();
  state.runs = false;
  state.opened[0]!.end();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(onResumed).not.toHaveBeenCalled();
  state.runs = true;
  await jest.advanceTimersByTimeAsync(2_000);
  expect(onResumed).toHaveBeenCalledTimes(1);
  expect(onResumed.mock.calls[0][0]).toBeGreaterThanOrEqual(1_000);
  state.opened[1]!.events.onEvent?.(event);
  expect(onEvent).toHaveBeenCalledWith(event);
  subscription.close();
});

test('a first attempt that fails is the caller’s to know', async () => {
  const { state, open } = daemons();
  state.runs = false;
  await expect(new Subscription(open, ['*'], { onEvent: () => {} }).begin()).rejects.toThrow(
    'nobody listens',
  );
});

test('closed, it looks for no daemon any more', async () => {
  const { state, open } = daemons();
  const onClosed = jest.fn();
  const subscription = new Subscription(open, ['*'], { onEvent: () => {}, onClosed });
  await subscription.begin();
  state.opened[0]!.end();
  subscription.close();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(state.opened).toHaveLength(1);
  expect(onClosed).toHaveBeenCalledTimes(1);
});

import { DrainNotice } from '../../../../packages/agent/src/api/drain-notice';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('tells each listener once, in a tick of its own', async () => {
  const notice = new DrainNotice();
  const listener = jest.fn();
  notice.subscribe(listener);
  expect(notice.hasBegun).toBe(false);
  notice.begin();
  notice.begin();
  expect(notice.hasBegun).toBe(true);
  expect(listener).not.toHaveBeenCalled();
  await turn();
  expect(listener).toHaveBeenCalledTimes(1);
});

test('tells who comes later, too', async () => {
  const notice = new DrainNotice();
  notice.begin();
  const listener = jest.fn();
  notice.subscribe(listener);
  await turn();
  expect(listener).toHaveBeenCalledTimes(1);
});

test('does not tell who has gone, even at the last moment', async () => {
  const notice = new DrainNotice();
  const listener = jest.fn();
  const [before, late] = [notice.subscribe(listener), notice.subscribe(listener)];
  before();
  notice.begin();
  late();
  await turn();
  expect(listener).not.toHaveBeenCalled();
});

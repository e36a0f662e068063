import { MessageQueue } from '../../../../packages/host/src/primary/message-queue';

const message = (value: unknown) => ({ key: 'k', value });

test('gives messages back in their order, once', () => {
  const queue = new MessageQueue();
  queue.add(message('ready'), 10);
  queue.add(message(2), 10);
  expect(queue.take()).toEqual([message('ready'), message(2)]);
  expect(queue.take()).toEqual([]);
});

test('refuses the newest when too many wait', () => {
  const queue = new MessageQueue();
  for (let n = 0; n < 1_000; n++) expect(queue.add(message(n), 1)).toBe(true);
  expect(queue.add(message('late'), 1)).toBe(false);
  expect(queue.take()[0]).toEqual(message(0));
  expect(queue.add(message('again'), 1)).toBe(true);
});

test('refuses what would make it too large', () => {
  const queue = new MessageQueue();
  expect(queue.add(message('big'), 4 * 1024 * 1024)).toBe(true);
  expect(queue.add(message('small'), 1)).toBe(false);
});

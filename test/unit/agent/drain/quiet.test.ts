import { QuietWatch } from '../../../../packages/agent/src/drain/quiet';

const LIMIT = 100;

test('a connection is quiet once the limit has passed since it was first seen', () => {
  const [watch, socket] = [new QuietWatch(), { bytesRead: 0 }];
  expect(watch.quietFor(LIMIT, [socket], 0)).toEqual([]);
  expect(watch.quietFor(LIMIT, [socket], 99)).toEqual([]);
  expect(watch.quietFor(LIMIT, [socket], 100)).toEqual([socket]);
});

test('a byte begins the time anew: the headers of a request are coming in', () => {
  const [watch, socket] = [new QuietWatch(), { bytesRead: 0 }];
  watch.quietFor(LIMIT, [socket], 0);
  socket.bytesRead = 5;
  expect(watch.quietFor(LIMIT, [socket], 100)).toEqual([]);
  expect(watch.quietFor(LIMIT, [socket], 200)).toEqual([socket]);
});

test('so does a request in between', () => {
  const [watch, socket] = [new QuietWatch(), { bytesRead: 0 }];
  watch.quietFor(LIMIT, [socket], 0);
  watch.quietFor(LIMIT, [], 50);
  expect(watch.quietFor(LIMIT, [socket], 100)).toEqual([]);
});

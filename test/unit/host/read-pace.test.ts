import { ReadPace } from '../../../packages/host/src/read-pace';

test('little output is left to gather, at most 5 ms', () => {
  const pace = new ReadPace();
  expect(Array.from({ length: 7 }, () => pace.after(100))).toEqual([1, 2, 3, 4, 5, 5, 5]);
});

test('a writer in a hurry is not made to wait', () => {
  const pace = new ReadPace();
  pace.after(100);
  expect(pace.after(64 * 1024)).toBe(0);
  expect(pace.after(100)).toBe(1);
});

import { Heartbeat } from '../../../packages/agent/src/heartbeat';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('beats at each interval, until it is told to stop', () => {
  const beats: number[] = [];
  const heartbeat = new Heartbeat((delay) => beats.push(delay));
  heartbeat.watch(1_000);
  jest.advanceTimersByTime(2_000);
  expect(beats).toEqual([0, 0]);
  heartbeat.watch(0);
  jest.advanceTimersByTime(2_000);
  expect(beats).toHaveLength(2);
});

test('a new interval takes the place of the old one', () => {
  const beat = jest.fn();
  const heartbeat = new Heartbeat(beat);
  heartbeat.watch(100);
  heartbeat.watch(1_000);
  jest.advanceTimersByTime(1_000);
  expect(beat).toHaveBeenCalledTimes(1);
});

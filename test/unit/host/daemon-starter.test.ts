import { DaemonStarter, respawnDelay } from '../../../packages/host/src/daemon-starter';

test('the delay doubles up to five seconds, and then becomes rare', () => {
  const delays = Array.from({ length: 22 }, (_, failures) => respawnDelay(failures));
  expect(delays.slice(0, 9)).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  expect(delays.slice(19)).toEqual([5_000, 30_000, 30_000]);
});

describe('DaemonStarter', () => {
  let ends: ((how: string) => void)[];
  let connected: boolean;
  let log: string[];
  let starter: DaemonStarter;

  beforeEach(() => {
    jest.useFakeTimers();
    ends = [];
    log = [];
    connected = false;
    starter = new DaemonStarter({
      start: (ended) => ends.push(ended),
      isConnected: () => connected,
      log: (message) => log.push(message),
    });
  });

  afterEach(() => {
    starter.stop();
    jest.useRealTimers();
  });

  test('starts a lost daemon at once, and a failing one with growing delays', () => {
    starter.lost();
    jest.advanceTimersByTime(0);
    expect(ends).toHaveLength(1);
    ends[0]!('exit code 9');
    jest.advanceTimersByTime(99);
    expect(ends).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(ends).toHaveLength(2);
    ends[1]!('SIGSEGV');
    jest.advanceTimersByTime(199);
    expect(ends).toHaveLength(2);
    jest.advanceTimersByTime(1);
    expect(ends).toHaveLength(3);
    expect(log).toContain('The daemon that was started has ended: SIGSEGV');
  });

  test('leaves it when another daemon has connected meanwhile', () => {
    starter.expectWithin(1_000);
    connected = true;
    starter.connected();
    jest.advanceTimersByTime(1_000);
    expect(ends).toHaveLength(0);
    starter.lost();
    starter.lost();
    jest.advanceTimersByTime(0);
    expect(ends).toHaveLength(0);
  });

  test('does nothing after stop', () => {
    starter.lost();
    starter.stop();
    starter.lost();
    jest.advanceTimersByTime(60_000);
    expect(ends).toHaveLength(0);
  });
});

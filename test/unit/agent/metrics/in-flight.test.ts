import { InFlight } from '../../../../packages/agent/src/metrics/in-flight';

interface Request {
  over: boolean;
}

test('what ends as usual is timed once', () => {
  const flight = new InFlight<Request>(({ over }) => over);
  const request = { over: false };
  flight.start(request);
  expect(flight.size).toBe(1);
  expect(flight.finish(request)).toBeGreaterThanOrEqual(0);
  expect(flight.finish(request)).toBeNull();
  expect(flight.size).toBe(0);
});

test('what was aborted is found, and told', () => {
  const aborted: Request[] = [];
  const flight = new InFlight<Request>(
    ({ over }) => over,
    (one) => aborted.push(one),
  );
  const [here, gone] = [{ over: false }, { over: true }];
  flight.start(here);
  flight.start(gone);
  flight.prune();
  expect(aborted).toEqual([gone]);
  expect(flight.size).toBe(1);
});

test('a flood of aborted ones is not kept until somebody looks', () => {
  const flight = new InFlight<Request>(({ over }) => over);
  for (let i = 0; i < 100_000; i++) flight.start({ over: true });
  expect(flight.size).toBeLessThan(2_000);
});

test('many at once, ended in any order, are each timed once', () => {
  const flight = new InFlight<Request>(({ over }) => over);
  const requests = Array.from({ length: 500 }, () => ({ over: false }));
  for (const request of requests) flight.start(request);
  flight.prune();
  expect(flight.size).toBe(500);
  const shuffled = requests.map((_, i) => requests[(i * 211) % 500]!);
  for (const request of shuffled) expect(flight.finish(request)).toBeGreaterThanOrEqual(0);
  for (const request of shuffled) expect(flight.finish(request)).toBeNull();
  expect(flight.size).toBe(0);
});

test('an aborted one among a few is found', () => {
  const flight = new InFlight<Request>(({ over }) => over);
  const requests = [true, false, true].map((over) => ({ over }));
  for (const request of requests) flight.start(request);
  flight.prune();
  expect(flight.size).toBe(1);
  expect(flight.finish(requests[1]!)).not.toBeNull();
});

import { Shutdown } from '../../../../packages/agent/src/api/shutdown';

/** A shutdown that is asked for by hand. */
function bench() {
  const failures: unknown[] = [];
  const watched = { now: 0, stop: (_reason: string): void => {} };
  let end: (succeeded: boolean) => void;
  const ended = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  const shutdown = new Shutdown({
    watch: (stop) => {
      watched.now += 1;
      watched.stop = stop;
      return () => {
        watched.now -= 1;
      };
    },
    failed: (error) => failures.push(error),
    ended: (succeeded) => end(succeeded),
  });
  return { shutdown, failures, watched, ended };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('listens while there is something to run', () => {
  const { shutdown, watched } = bench();
  expect(watched.now).toBe(0);
  const takeBack = [shutdown.add(() => {}), shutdown.add(() => {})];
  expect(watched.now).toBe(1);
  for (const one of takeBack) one();
  expect(watched.now).toBe(0);
  shutdown.add(() => {});
  expect(watched.now).toBe(1);
});

test('one after another, each awaited', async () => {
  const { shutdown, watched, ended } = bench();
  const told: string[] = [];
  shutdown.add(async (reason) => {
    await turn();
    told.push(`first ${reason}`);
  });
  shutdown.add(() => void told.push('second'));
  expect(shutdown.isUnderWay).toBe(false);
  watched.stop('SIGINT');
  expect(shutdown.isUnderWay).toBe(true);
  expect(await ended).toBe(true);
  expect(told).toEqual(['first SIGINT', 'second']);
});

test('the same function twice is two registrations', async () => {
  const { shutdown, watched, ended } = bench();
  const run = jest.fn();
  shutdown.add(run);
  shutdown.add(run)();
  watched.stop('SIGINT');
  await ended;
  expect(run).toHaveBeenCalledTimes(1);
});

test('what is added meanwhile is run, what is taken back is not, and signals stay without effect', async () => {
  const { shutdown, watched, ended } = bench();
  const told: string[] = [];
  const takeFirst = shutdown.add(() => {
    takeFirst();
    takeSecond();
    expect(watched.now).toBe(1);
    shutdown.add(() => void told.push('third'));
  });
  const takeSecond = shutdown.add(() => void told.push('second'));
  watched.stop('SIGINT');
  expect(await ended).toBe(true);
  expect(told).toEqual(['third']);
});

test('a failure does not keep the others from running, and is not forgotten', async () => {
  const { shutdown, watched, ended, failures } = bench();
  const last = jest.fn();
  shutdown.add(() => Promise.reject('rejected'));
  shutdown.add(() => {
    throw 'thrown';
  });
  shutdown.add(last);
  watched.stop('SIGINT');
  expect(await ended).toBe(false);
  expect(failures).toEqual(['rejected', 'thrown']);
  expect(last).toHaveBeenCalledTimes(1);
});

test('a second request is ignored', async () => {
  const { shutdown, watched, ended } = bench();
  const reasons: string[] = [];
  shutdown.add((reason) => void reasons.push(reason));
  watched.stop('SIGINT');
  watched.stop('SIGTERM');
  await ended;
  await turn();
  expect(reasons).toEqual(['SIGINT']);
});

import { compareApps } from '../../../../packages/cli/src/update/compare';
import { view } from '../support/apps';

const online = view({ id: 3, name: 'api', pid: 10, restarts: 2 });

test('the same process with the same count was kept', () => {
  expect(compareApps([online], [{ ...online, uptime: 5 } as never])).toEqual({ kept: [3], changed: [] });
});

test('what did not run before says nothing about the update', () => {
  expect(compareApps([view({ pid: null })], [view({ pid: 77 })])).toEqual({ kept: [], changed: [] });
});

test.each([
  ['another process', view({ ...online, pid: 11, restarts: 3 }), /api \(3\) was started again.*10 → 11/],
  [
    'no process',
    view({ ...online, pid: null, status: 'errored' }),
    /api \(3\) ended meanwhile and is errored/,
  ],
  ['another count', view({ ...online, restarts: 3 }), /has 3 restarts, and had 2/],
])('%s is told', (_what, now, told) => {
  expect(compareApps([online], [now])).toEqual({ kept: [], changed: [expect.stringMatching(told)] });
});

test('one that has left the list is told', () => {
  expect(compareApps([online], []).changed).toEqual(['api (3) was deleted meanwhile.']);
});

import { findSlots, requireSlots } from '../../../../packages/daemon/src/apps/targets';
import { registryOf } from '../support';

const registry = registryOf(
  { name: 'api', script: 'api.js', namespace: 'shop', instances: 2, exec_mode: 'fork' },
  { name: 'web', script: 'web.js', namespace: 'shop' },
  { name: 'job', script: '/opt/job.py' },
);
const ids = (word: string, cwd = '/srv'): number[] | undefined =>
  findSlots(registry, { value: word, cwd })?.map(({ id }) => id);

const words = (...values: string[]) => values.map((value) => ({ value, cwd: null }));

test.each([
  ['an id', '2', [2]],
  ['a name', 'api', [0, 1]],
  ['a namespace', 'shop', [0, 1, 2]],
  ['all', 'all', [0, 1, 2, 3]],
  ['a pattern', '/^(api|job)$/', [0, 1, 3]],
  ['a script, relative to the caller', 'web.js', [2]],
  ['a script by its full path', '/opt/job.py', [3]],
])('%s', (_what, word, wanted) => expect(ids(word)).toEqual(wanted));

test.each(['9', 'nope', '/x+/', '/(/', 'web.js.bak', ''])('%j names nothing', (word) =>
  expect(ids(word)).toBeUndefined(),
);

test('several words name each slot once', () => {
  expect(requireSlots(registry, words('api', '0', 'shop')).map(({ id }) => id)).toEqual([0, 1, 2]);
});

test('an unknown word is refused, with the nearest name', () => {
  expect(() => requireSlots(registry, words('api', 'wep'))).toThrow(
    expect.objectContaining({
      code: 'PMX_ERR_UNKNOWN_APP',
      message: expect.stringContaining('"wep"'),
      advice: 'Did you mean web?',
    }),
  );
});

test('all of nothing is an error', () => {
  expect(() => requireSlots(registryOf(), words('all'))).toThrow(
    expect.objectContaining({ code: 'PMX_ERR_NOTHING_TO_DO' }),
  );
});

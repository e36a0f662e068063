import { PmxError } from '@pmx/protocol';
import type { InstanceEvent } from '@pmx/supervision';
import { type ActionPorts, Actions } from '../../../../packages/daemon/src/runtime/actions';
import { inState, registryOf } from '../support';

const gone = new PmxError('PMX_ERR_HOST_GONE', 'The primary of web did not come up.');
const params = { key: '0.1' };

function setUp(hosts: object) {
  const registry = registryOf({ name: 'web', script: 'web.js' });
  const slot = inState(registry.slots()[0]!, { desired: 'up', phase: 'launching', generation: 1 });
  const posted: InstanceEvent[] = [];
  const actions = new Actions({
    registry,
    hosts,
    gate: { pass: async () => {} },
    spawner: { prepare: async () => params },
    post: (_slot: unknown, event: InstanceEvent) => posted.push(event),
  } as unknown as ActionPorts);
  return { slot, actions, posted };
}

test('a host that never came up was asked for nothing: the start has failed', async () => {
  const { slot, actions, posted } = setUp({ forSpawn: () => Promise.reject(gone) });
  await actions.spawn(slot, 1);
  expect(posted).toEqual([{ type: 'spawn-failed', generation: 1, message: gone.message }]);
});

test('a host that was lost while it was asked may have begun: the reconciliation tells', async () => {
  const host = { isCompatible: true, call: () => Promise.reject(gone) };
  const { slot, actions, posted } = setUp({ forSpawn: async () => host });
  await actions.spawn(slot, 1);
  expect(posted).toEqual([]);
  await actions.spawn(slot, 1);
  expect(posted).toEqual([]);
});

test('a start that has cost three hosts has failed', async () => {
  const host = { isCompatible: true, call: () => Promise.reject(gone) };
  const { slot, actions, posted } = setUp({ forSpawn: async () => host });
  for (const _ of [1, 2, 3]) await actions.spawn(slot, 1);
  expect(posted).toEqual([{ type: 'spawn-failed', generation: 1, message: gone.message }]);
});

test('a start is under way from its preparation to its answer', async () => {
  let answer = (_: object): void => {};
  const call = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const { slot, actions, posted } = setUp({ forSpawn: async () => ({ isCompatible: true, call }) });
  expect(actions.isStarting(slot)).toBe(false);
  const spawned = actions.spawn(slot, 1);
  expect(actions.isStarting(slot)).toBe(true);
  await new Promise(setImmediate);
  expect(actions.isStarting(slot)).toBe(true);
  answer({ pid: 7 });
  await spawned;
  expect(actions.isStarting(slot)).toBe(false);
  expect(posted).toEqual([{ type: 'spawned', generation: 1, pid: 7 }]);
});

test('what a host starts after its time is over does not live on beside its successor', async () => {
  const late = new PmxError('PMX_ERR_TIMEOUT', 'No answer.');
  const asked: unknown[] = [];
  const call = async (method: string, said: unknown) => {
    asked.push([method, said]);
    if (method === 'host.spawn') throw late;
  };
  const { slot, actions, posted } = setUp({ forSpawn: async () => ({ isCompatible: true, call }) });
  await actions.spawn(slot, 1);
  expect(asked.slice(1)).toEqual([['host.signal', { key: '0.1', signal: 'SIGKILL', group: true }]]);
  expect(posted).toEqual([{ type: 'spawn-failed', generation: 1, message: late.message }]);
});

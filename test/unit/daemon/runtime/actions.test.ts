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
});

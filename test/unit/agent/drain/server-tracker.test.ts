import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ListeningAddress } from '@pmx/protocol';
import { ServerTracker } from '../../../../packages/agent/src/drain/server-tracker';

test('follows a server through listening, closing and listening again', async () => {
  const told: ListeningAddress[] = [];
  const tracker = new ServerTracker({ listening: (address) => told.push(address), session: () => {} });
  const server = createServer();
  tracker.add(server);
  expect(tracker.addresses).toEqual([]);
  for (let round = 1; round <= 2; round++) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    tracker.add(server);
    expect(tracker.addresses).toEqual([{ address: '127.0.0.1', port: expect.any(Number), path: null }]);
    expect(told).toHaveLength(round);
    server.close();
    await once(server, 'close');
    expect(tracker.addresses).toEqual([]);
  }
});

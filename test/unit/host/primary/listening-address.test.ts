import type { Address } from 'node:cluster';
import { listeningAddress } from '../../../../packages/host/src/primary/cluster-worker';

test.each([
  [
    { address: '::', port: 80, addressType: 6 },
    { address: '::', port: 80, path: null },
  ],
  [
    { address: null, port: 80, addressType: 4 },
    { address: null, port: 80, path: null },
  ],
  [
    { address: '/run/a.sock', port: -1, addressType: -1 },
    { address: null, port: null, path: '/run/a.sock' },
  ],
])('%j', (said, meant) => {
  expect(listeningAddress(said as unknown as Address)).toEqual(meant);
});

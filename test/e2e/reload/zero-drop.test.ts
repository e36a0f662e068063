/** Reloads under load: not one request fails, whatever the app knows of shutting down. */

import { e2e } from '../support';
import { pidsOf, RELOADS, startWeb, underLoad } from './support';

const APPS = {
  'that closes its server on SIGINT': { env: { GRACEFUL: '1' } },
  'without shutdown code': {},
  'whose answers take 2 s': { env: { DELAY: '2000' } },
  'of a single instance': { instances: 1 },
  'with a shared handle': { scheduling: 'shared' },
};

const CONNECTIONS = { 'kept alive': true, 'one per request': false };

describe.each(Object.entries(APPS))('an app %s', (_what, fields) => {
  for (const [kind, keepAlive] of Object.entries(CONNECTIONS)) {
    e2e(`is reloaded ${RELOADS} times without a failed request; connections ${kind}`, async (home) => {
      const { port } = await startWeb(home, fields);
      let pids = await pidsOf(home);
      const result = await underLoad({ port, keepAlive }, async () => {
        for (let n = 0; n < RELOADS; n++) {
          await home.ok(['reload', 'web']);
          const now = await pidsOf(home);
          expect(now.filter((pid) => pids.includes(pid))).toEqual([]);
          expect(now).toHaveLength(pids.length);
          pids = now;
        }
      });
      expect(result).toMatchObject({ failed: 0, failures: {} });
    });
  }
});

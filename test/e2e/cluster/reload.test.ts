/** Reloads under load: not one request fails, whatever the app knows of shutting down. */

import { fixture, PrimaryHarness } from './support/primary-harness';

const APP = fixture('app.js');

const APPS = {
  'that closes its server on SIGINT': { env: { GRACEFUL: '1' }, reloads: 3 },
  'without shutdown code': { env: {}, reloads: 3 },
  'whose responses take 2 s': { env: { DELAY: '2000' }, reloads: 1 },
};

describe.each(['round-robin', 'shared'] as const)('reload, %s', (scheduling) => {
  let lab: PrimaryHarness;

  beforeEach(async () => {
    lab = new PrimaryHarness(scheduling);
    await lab.start();
  });
  afterEach(() => lab.dispose());

  describe.each(Object.entries(APPS))('of an app %s', (_name, { env, reloads }) => {
    test.each([
      ['kept alive', true],
      ['one per request', false],
    ])('fails no request: connections %s', async (_kind, keepAlive) => {
      const [port] = await Promise.all([lab.serve('a.0', APP, { env }), lab.serve('b.0', APP, { env })]);
      const load = lab.load({ port: port!, clients: 20, keepAlive });
      await load.answered(20);
      for (let n = 1; n <= reloads; n++) {
        for (const slot of ['a', 'b']) {
          expect(await lab.replace(`${slot}.${n - 1}`, `${slot}.${n}`, APP, { env })).toBe(0);
        }
      }
      await load.answered(20);
      const result = await load.stop();
      expect(result).toMatchObject({ failed: 0, failures: {} });
      // With a shared handle, one worker may have taken all connections.
      const newest = ['a', 'b'].filter((slot) => result.answers[lab.pidOf(`${slot}.${reloads}`)]);
      expect(newest).not.toEqual([]);
    });
  });
});

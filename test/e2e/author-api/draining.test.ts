/** An app learns that it is drained, and can tell its load balancer. */

import { Agent } from 'node:http';
import { e2e, freePort } from '../support';
import { request } from '../support/load';
import { fixture } from './support';

/** A client with one connection. */
const client = () => new Agent({ keepAlive: true, maxSockets: 1 });

e2e('isDraining turns true in the old process of a reload, and onDrain tells when', async (home) => {
  const port = await freePort();
  await home.ok(['start', fixture('app.cjs'), '-i', '1'], { env: { PORT: String(port), CLEANUP: '1' } });
  const [waiting, idle] = [client(), client()];
  expect(await request({ port }, idle)).toBe('false');
  const draining = request({ port, path: '/when-draining' }, waiting);
  await home.waitFor(() => home.announcements().some((line) => line.waiting), 'the request to arrive');
  const reload = home.ok(['reload', 'app']);
  expect(await draining).toBe('true');
  // The connection was open before: it reaches the old process.
  expect(await request({ port }, idle)).toBe('true');
  expect(await request({ port }, false)).toBe('false');
  await reload;
  for (const agent of [waiting, idle]) agent.destroy();
});

e2e('a process that is being stopped says so while it cleans up', async (home) => {
  await home.ok(['start', fixture('app.cjs')]);
  const { port } = (await home.waitFor(() => home.announcements()[0], 'the server')) as { port?: number };
  expect(await request({ port }, false)).toBe('false');
  const stop = home.ok(['stop', 'app']);
  await home.waitFor(() => home.log('app').includes('cleaning up'), 'the clean-up');
  expect(await request({ port }, false)).toBe('true');
  await stop;
});

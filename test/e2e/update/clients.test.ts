/** Programs that talk to pmx go on through an update of it. */

import { join } from 'node:path';
import type { BusEvent } from '@pmx/protocol';
import type * as client from '../../../packages/client/src/main';
import { e2e, fixture, root, type TestHome } from '../support';

const { connect } = require(join(root, 'dist/client.cjs')) as typeof client;

async function swapped(home: TestHome): Promise<void> {
  await home.ok(['update']);
}

e2e('a subscriber is told of the gap, and then of what happens under the next daemon', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const pmx = await connect({ home: home.home, launch: false });
  try {
    const bus = await pmx.launchBus(['process:event']);
    const resumed: { gap: number; apps: unknown[] }[] = [];
    const events: BusEvent[] = [];
    bus.on('resume', (told) => resumed.push(told));
    bus.on('process:event', (event) => events.push(event));
    await swapped(home);
    await home.waitFor(() => resumed.length > 0, 'the resumption');
    expect(resumed).toEqual([{ gap: expect.any(Number), apps: [expect.objectContaining({ name: 'idle' })] }]);
    await home.ok(['restart', 'idle']);
    await home.waitFor(() => events.length > 0, 'an event of the next daemon');
    expect((await pmx.list()).map(({ name }) => name)).toEqual(['idle']);
  } finally {
    pmx.disconnect();
  }
});

e2e('list --watch goes on', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const pictures: string[] = [];
  home.follow(['list', '--watch', '--json'], (line) => pictures.push(line));
  await home.waitFor(() => pictures.length > 0, 'a picture');
  await swapped(home);
  const { length } = pictures;
  await home.waitFor(() => pictures.length > length + 1, 'more pictures');
  expect(JSON.parse(pictures.at(-1)!)).toMatchObject({ apps: [{ name: 'idle', restarts: 0 }] });
});

e2e('messages of apps reach the subscriber by way of the next daemon', async (home) => {
  await home.ok([
    'start',
    home.write(
      'talk.js',
      `let n = 0; setInterval(() => process.send({ type: 'process:msg', data: n++ }), 20)`,
    ),
  ]);
  const pmx = await connect({ home: home.home, launch: false });
  try {
    const bus = await pmx.launchBus(['process:msg']);
    let after = 0;
    let isResumed = false;
    bus.on('resume', () => {
      isResumed = true;
    });
    bus.on('process:msg', () => {
      if (isResumed) after += 1;
    });
    await swapped(home);
    await home.waitFor(() => after > 5, 'messages under the next daemon');
  } finally {
    pmx.disconnect();
  }
});

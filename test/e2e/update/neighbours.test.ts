/** Commands, daemons and hosts of different versions. */

import { join } from 'node:path';
import type * as client from '../../../packages/client/src/main';
import { pidsOf, primaryPid, startWeb } from '../reload/support';
import { e2e, fixture, freePort, isAlive, pmxProcesses, type TestHome, waitForEnd } from '../support';
import { buildVersion, type OtherVersion } from '../support/other-version';

/** Of the same protocol, and of one that is not understood. */
let neighbour: OtherVersion;
let stranger: OtherVersion;

beforeAll(() => {
  neighbour = buildVersion({ version: '0.99.0' });
  stranger = buildVersion({ version: '9.0.0', protocol: 9 });
});

afterAll(() => {
  neighbour.remove();
  stranger.remove();
});

interface Host {
  name: string;
  pid: number;
  version: string;
  compatible: boolean;
}

const hosts = async (home: TestHome, bin?: string): Promise<Host[]> =>
  (await home.json<{ hosts: Host[] }>(['ping', '--json'], bin === undefined ? {} : { bin })).hosts;

e2e(
  'a newer command with an older daemon, and the other way round: it works, and the list names both',
  async (home) => {
    await home.ok(['start', fixture('idle.js')]);
    const newer = await home.pmx(['ls'], { bin: neighbour.bin });
    expect(newer).toMatchObject({ code: 0, stdout: expect.stringContaining('idle') });
    expect(newer.stderr).toMatch(/0\.99\.0.*pmx update/);
    await home.ok(['update'], { bin: neighbour.bin });
    const older = await home.pmx(['ls']);
    expect(older).toMatchObject({ code: 0, stdout: expect.stringContaining('idle') });
    expect(older.stderr).toMatch(/0\.99\.0/);
  },
);

e2e('a command of a newer protocol: both versions are named, and what it advises works', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const { pid } = await home.app('idle');
  const said = await home.fails(['ls'], { bin: stranger.bin });
  expect(said).toMatch(/9\.0\.0.*protocol 9[\s\S]*pmx update/);
  expect(said).not.toContain('PMX_ERR_INTERNAL');
  expect(JSON.parse(await home.fails(['jlist', '--json'], { bin: stranger.bin }))).toMatchObject({
    error: { code: 'PMX_ERR_VERSION' },
  });
  await home.ok(['update'], { bin: stranger.bin });
  expect(await home.ok(['pid', 'idle'], { bin: stranger.bin })).toContain(String(pid));
  expect(await home.fails(['ls'])).toMatch(/protocol 1[\s\S]*9\.0\.0/);
});

e2e(
  'a keeper of another protocol is named, goes on, and is replaced when an app of it is next started',
  async (home) => {
    await home.ok(['start', fixture('idle.js')]);
    const { pid } = await home.app('idle');
    const keeper = home.keeperPid();
    await home.ok(['update'], { bin: stranger.bin });
    expect(await hosts(home, stranger.bin)).toMatchObject([
      { name: 'keeper', pid: keeper, compatible: false },
    ]);
    await home.ok(['start', fixture('http.js')], { bin: stranger.bin });
    expect(await hosts(home, stranger.bin)).toMatchObject([
      { name: 'keeper', version: '9.0.0', compatible: true },
    ]);
    await waitForEnd(keeper);
    expect(await home.ok(['pid', 'idle'], { bin: stranger.bin })).toContain(String(pid));
    await home.ok(['kill'], { bin: stranger.bin });
    expect(pmxProcesses(home.home)).toEqual([]);
  },
);

e2e(
  'a primary of another protocol goes on, and is replaced with the next reload of its app',
  async (home) => {
    await startWeb(home);
    const pids = await pidsOf(home);
    const primary = primaryPid(home);
    await home.ok(['update'], { bin: stranger.bin });
    expect(pids.every(isAlive)).toBe(true);
    expect(await hosts(home, stranger.bin)).toMatchObject([
      { name: 'keeper', compatible: false },
      { name: 'web', pid: primary, compatible: false },
    ]);
    await home.ok(['reload', 'web'], { bin: stranger.bin });
    await home.waitFor(
      async () =>
        (await hosts(home, stranger.bin)).every(
          ({ version, compatible }) => compatible && version === '9.0.0',
        ),
      'new hosts',
    );
    await waitForEnd(primary);
    await home.waitFor(() => !pids.some(isAlive), 'the end of the old workers');
    await home.ok(['kill'], { bin: stranger.bin });
  },
);

e2e('update --hosts replaces keeper and primaries; forked apps keep their pids', async (home) => {
  await startWeb(home);
  await home.ok(['start', fixture('http.js'), '--name', 'forked'], {
    env: { PORT: String(await freePort()) },
  });
  const { pid } = await home.app('forked');
  const before = [home.keeperPid(), primaryPid(home)];
  expect(await home.ok(['update', '--hosts'], { bin: neighbour.bin })).toContain('0.99.0');
  expect((await hosts(home)).map(({ name, version }) => [name, version])).toEqual([
    ['keeper', '0.99.0'],
    ['web', '0.99.0'],
  ]);
  await Promise.all(before.map(waitForEnd));
  expect((await home.app('forked')).pid).toBe(pid);
  await home.waitFor(
    async () => (await home.instances('web')).every(({ pm2_env }) => pm2_env.status === 'online'),
    'the web app',
  );
});

e2e('the agent of an app of another protocol is heard', async (home) => {
  const script = home.write(
    'talk.js',
    `let n = 0; setInterval(() => process.send({ type: 'process:msg', data: n++ }), 20)`,
  );
  await home.ok(['start', script]);
  const { pid } = await home.app('talk');
  await home.ok(['update'], { bin: stranger.bin });
  const { connect } = require(join(stranger.dist, 'client.cjs')) as typeof client;
  const pmx = await connect({ home: home.home, launch: false });
  try {
    const bus = await pmx.launchBus(['process:msg']);
    let heard = 0;
    bus.on('process:msg', () => {
      heard += 1;
    });
    await home.waitFor(() => heard > 3, 'messages');
    expect(await pmx.list()).toMatchObject([{ pid, restarts: 0 }]);
  } finally {
    pmx.disconnect();
    await home.ok(['kill'], { bin: stranger.bin });
  }
});

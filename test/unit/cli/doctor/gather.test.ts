/** What doctor reads of disks that are in any state. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeAt } from '@pmx/system';
import { systemdUnit } from '../../../../packages/cli/src/boot/systemd';
import { gatherUnits } from '../../../../packages/cli/src/doctor/gather/boot';
import { gatherHome } from '../../../../packages/cli/src/doctor/gather/home';
import { sessionOf } from '../../../../packages/cli/src/doctor/gather/limits';
import { gatherState, readList, unrotated, wantedUp } from '../../../../packages/cli/src/doctor/gather/state';
import { FakeMachine, recipe } from '../boot/support';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-doctor-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the home', () => {
  test('missing', () => {
    expect(gatherHome(homeAt(join(dir, 'none')), 0)).toMatchObject({ folder: null, loose: [] });
  });

  test('its mode, and files that others may open', () => {
    chmodSync(dir, 0o750);
    writeFileSync(join(dir, 'dump.json'), '{}', { mode: 0o644 });
    writeFileSync(join(dir, 'state.json'), '{}', { mode: 0o600 });
    mkdirSync(join(dir, 'logs'), { mode: 0o755 });
    expect(gatherHome(homeAt(dir), process.getuid!())).toMatchObject({
      folder: { mode: 0o750, uid: process.getuid!(), isFolder: true },
      loose: [{ path: join(dir, 'dump.json'), mode: 0o644 }],
    });
  });

  test('a link to a folder', () => {
    symlinkSync(dir, `${dir}-link`);
    try {
      expect(gatherHome(homeAt(`${dir}-link`), 0).folder).toMatchObject({ isFolder: true, mode: 0o700 });
    } finally {
      rmSync(`${dir}-link`);
    }
  });
});

describe('the state', () => {
  const slot = (desired: string) => ({ state: { desired } });
  const app = (raw: object, ...slots: object[]) => ({ declaration: { raw }, slots });
  const write = (content: unknown) =>
    writeFileSync(join(dir, 'state.json'), typeof content === 'string' ? content : JSON.stringify(content));

  test.each([
    ['nothing', undefined, { broken: null, apps: null }],
    ['a list', { apps: [1, 2] }, { broken: null, apps: 2 }],
    ['half a file', '{"apps":[', { broken: expect.any(String), apps: null }],
    ['another file', '{}', { broken: 'it holds no list of apps', apps: null }],
    ['null', 'null', { broken: expect.any(String), apps: null }],
  ])('%s', (_, content, expected) => {
    if (content !== undefined) write(content);
    expect(gatherState(homeAt(dir)).state).toMatchObject(expected);
  });

  test('what was set aside, and pid files of the dead', () => {
    writeFileSync(join(dir, 'state.json.broken-17'), '');
    writeFileSync(join(dir, 'daemon.pid'), '4194999\n');
    writeFileSync(join(dir, 'keeper.pid'), `${process.pid}\n`);
    expect(gatherState(homeAt(dir))).toMatchObject({
      aside: [join(dir, 'state.json.broken-17')],
      stalePids: [join(dir, 'daemon.pid')],
    });
  });

  test('apps that should be up', () => {
    const apps = [app({}, slot('up'), slot('down')), app({}, slot('down')), app({})];
    write({ apps });
    expect(wantedUp(readList(join(dir, 'state.json')))).toBe(1);
    write({ apps, concluded: true });
    expect(wantedUp(readList(join(dir, 'state.json')))).toBe(0);
    expect(wantedUp(null)).toBe(0);
  });

  test('apps without rotation', () => {
    const apps = [
      app({ name: 'a', max_log_size: 0 }),
      app({ script: 'b.js', maxLogSize: '0' }),
      app({ name: 'c' }),
      {},
    ];
    write({ apps });
    expect(unrotated(readList(join(dir, 'state.json')))).toEqual(['a', 'b.js']);
  });
});

describe('units', () => {
  const FOLDER = '/etc/systemd/system';
  const made = recipe({ programs: { node: '/nvm/v20/bin/node', script: '/usr/bin/pmx', versions: null } });

  function machineWith(files: Record<string, string>): FakeMachine {
    const machine = new FakeMachine();
    for (const [path, content] of Object.entries(files)) machine.files.set(path, content);
    return machine;
  }

  test('those for this home, with what is there of what they name', () => {
    const machine = machineWith({
      [`${FOLDER}/pmx-deploy.service`]: systemdUnit(made),
      [`${FOLDER}/other.service`]: systemdUnit(recipe({ pmxHome: '/srv/other' })),
      [`${FOLDER}/sshd.service`]: '[Unit]',
      '/usr/bin/pmx': '',
    });
    expect(gatherUnits(made.pmxHome, machine)).toEqual([
      expect.objectContaining({
        file: `${FOLDER}/pmx-deploy.service`,
        node: false,
        script: true,
        enabled: false,
        lingers: true,
      }),
    ]);
  });

  test('enabled, by the link', () => {
    const machine = machineWith({
      [`${FOLDER}/pmx-deploy.service`]: systemdUnit(made),
      [`${FOLDER}/multi-user.target.wants/pmx-deploy.service`]: '',
    });
    expect(gatherUnits(made.pmxHome, machine)).toMatchObject([{ enabled: true }]);
  });

  test('of a user who does not linger', () => {
    const file = '/root/.config/systemd/user/pmx.service';
    const machine = machineWith({ [file]: systemdUnit({ ...made, name: 'pmx', scope: 'user' }) });
    expect(gatherUnits(made.pmxHome, machine)).toMatchObject([{ file, lingers: false }]);
  });
});

test.each([
  ['/user.slice/user-1000.slice/session-3.scope', 'session-3.scope'],
  ['/system.slice/pmx-deploy.service', null],
  ['/user.slice/user-1000.slice/user@1000.service/app.slice/pmx.service', null],
  [null, null],
])('session of %s', (cgroup, session) => {
  expect(sessionOf(cgroup)).toBe(session);
});

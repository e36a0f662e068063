import { orderOf } from '../../../../packages/cli/src/boot/order';
import { requireRights } from '../../../../packages/cli/src/boot/rights';
import type { OptionValues } from '../../../../packages/cli/src/command';
import { FakeMachine } from './support';

const machineOf = (fields: Partial<FakeMachine> = {}): FakeMachine =>
  Object.assign(new FakeMachine(), fields);

const order = (options: OptionValues, machine = machineOf(), word?: string) =>
  orderOf(word, options, machine);

const USER = { uid: 1000, env: { PATH: '/usr/bin', HOME: '/home/deploy' } };

describe('whose apps', () => {
  test('as root it has to be said', async () => {
    await expect(order({})).rejects.toMatchObject({
      code: 'PMX_ERR_USAGE',
      advice: expect.stringContaining('-u root'),
    });
  });

  test('root, when asked for', async () => {
    const { recipe, unit } = await order({ user: 'root' });
    expect(recipe).toMatchObject({ user: 'root', userHome: '/root', pmxHome: '/root/.pmx' });
    expect(unit.file).toBe('/etc/systemd/system/pmx-root.service');
  });

  test('with sudo, those of who typed it', async () => {
    const { recipe } = await order({}, machineOf({ env: { SUDO_USER: 'deploy', HOME: '/root' } }));
    expect(recipe).toMatchObject({ user: 'deploy', userHome: '/home/deploy', pmxHome: '/home/deploy/.pmx' });
  });

  test('sudo by root himself says nothing', async () => {
    await expect(order({}, machineOf({ env: { SUDO_USER: 'root' } }))).rejects.toMatchObject({
      code: 'PMX_ERR_USAGE',
    });
  });

  test('a user: his own', async () => {
    expect((await order({}, machineOf(USER))).recipe.user).toBe('deploy');
  });

  test('a user that does not exist', async () => {
    await expect(order({ user: 'nope' })).rejects.toMatchObject({ code: 'PMX_ERR_USER' });
  });

  test('--hp and PMX_HOME', async () => {
    expect((await order({ user: 'deploy', hp: '/data/deploy' })).recipe.pmxHome).toBe('/data/deploy/.pmx');
    const machine = machineOf({ env: { PMX_HOME: '/srv/pmx' } });
    expect((await order({ user: 'deploy' }, machine)).recipe.pmxHome).toBe('/srv/pmx');
  });

  test('a user unit of another user', async () => {
    const asked = order({ user: 'deploy', 'user-unit': true });
    await expect(asked).rejects.toMatchObject({ code: 'PMX_ERR_USAGE' });
  });
});

describe('which init system', () => {
  test.each([
    ['systemd', '/run/systemd/system', '/etc/systemd/system/pmx-deploy.service'],
    ['openrc', '/run/openrc', '/etc/init.d/pmx-deploy'],
  ])('%s, by what it keeps in /run', async (kind, path, file) => {
    const machine = machineOf();
    machine.files.clear();
    machine.files.set(path, '');
    expect(await order({ user: 'deploy' }, machine)).toMatchObject({ system: { kind }, unit: { file } });
  });

  test('launchd on macOS', async () => {
    const { unit } = await order({ user: 'deploy' }, machineOf({ platform: 'darwin' }));
    expect(unit.file).toBe('/Library/LaunchDaemons/pmx-deploy.plist');
    const own = await order({ 'user-unit': true }, machineOf({ ...USER, platform: 'darwin' }));
    expect(own.unit.file).toBe('/home/deploy/Library/LaunchAgents/pmx.plist');
  });

  test('none: it is said, and that `pmx service` needs none', async () => {
    const machine = machineOf();
    machine.files.clear();
    await expect(order({ user: 'deploy' }, machine)).rejects.toMatchObject({
      code: 'PMX_ERR_BOOT',
      advice: expect.stringContaining('pmx service'),
    });
    expect((await order({ user: 'deploy' }, machine, 'openrc')).system.kind).toBe('openrc');
  });

  test.each([
    ['upstart', {}, /knows no init system "upstart"/],
    ['openrc', { 'user-unit': true }, /openrc has no units of users/],
  ])('%s %j is refused', async (word, options, message) => {
    await expect(order(options, machineOf(USER), word)).rejects.toThrow(message);
  });
});

test.each([
  ['web', 'web.service'],
  ['web.service', 'web.service'],
])('--service-name %s', async (name, file) => {
  expect((await order({ user: 'deploy', 'service-name': name })).unit.file).toBe(
    `/etc/systemd/system/${file}`,
  );
});

test.each(['../evil', 'a b', '', '-x'])('--service-name %j is refused', async (name) => {
  await expect(order({ user: 'deploy', 'service-name': name })).rejects.toMatchObject({
    code: 'PMX_ERR_USAGE',
  });
});

describe('rights', () => {
  test('without root, the exact command is told', async () => {
    const machine = machineOf({ ...USER, env: { ...USER.env, PMX_HOME: '/srv/my home' } });
    const made = await order({ 'keep-apps': true }, machine);
    expect(() => requireRights('startup', made, machine)).toThrow(
      expect.objectContaining({
        code: 'PMX_ERR_BOOT',
        details: {
          command:
            "sudo env PATH=/usr/bin 'PMX_HOME=/srv/my home' /usr/bin/node /usr/lib/node_modules/pmx/bin/pmx " +
            'startup systemd -u deploy --hp /home/deploy --keep-apps --stop-timeout 90',
        },
      }),
    );
  });

  test('root, and user units, need none', async () => {
    const root = machineOf();
    requireRights('startup', await order({ user: 'deploy' }), root);
    const user = machineOf(USER);
    requireRights('startup', await order({ 'user-unit': true }, user), user);
  });
});

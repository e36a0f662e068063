import { install, uninstall } from '../../../../packages/cli/src/boot/install';
import { type Order, orderOf } from '../../../../packages/cli/src/boot/order';
import { FakeMachine } from './support';

const FILE = '/etc/systemd/system/pmx-deploy.service';
const ENABLED = ['systemctl daemon-reload', 'systemctl enable pmx-deploy.service'];

let machine: FakeMachine;
let order: Order;

beforeEach(async () => {
  machine = new FakeMachine();
  order = await orderOf('systemd', { user: 'deploy' }, machine);
});

test('writes the unit, enables and starts it', async () => {
  expect(await install(order, machine)).toEqual({ isNew: true, startProblem: null });
  expect(machine.files.get(FILE)).toContain('User=deploy');
  expect(machine.ran).toEqual([...ENABLED, 'systemctl start pmx-deploy.service']);
});

test('a second time changes nothing', async () => {
  await install(order, machine);
  const before = machine.files.get(FILE);
  expect(await install(order, machine)).toEqual({ isNew: false, startProblem: null });
  expect(machine.files.get(FILE)).toBe(before);
});

test('other options replace the unit, and do not restart what runs', async () => {
  await install(order, machine);
  const keeping = { ...order, recipe: { ...order.recipe, keepApps: true } };
  expect(await install(keeping, machine)).toMatchObject({ isNew: true });
  expect(machine.files.get(FILE)).toContain('KillMode=process');
  expect(machine.ran.filter((line) => / (restart|stop) /.test(line))).toEqual([]);
});

test.each(['systemctl daemon-reload', 'systemctl enable'])(
  '%s is refused: nothing is left',
  async (refused) => {
    machine.refuses = [refused];
    await expect(install(order, machine)).rejects.toMatchObject({
      code: 'PMX_ERR_BOOT',
      message: expect.stringContaining(refused),
    });
    expect(machine.files.has(FILE)).toBe(false);
    expect(machine.ran.at(-1)).toBe('systemctl daemon-reload');
  },
);

test('refused where a unit was before: that one is back', async () => {
  await install(order, machine);
  const before = machine.files.get(FILE);
  machine.refuses = ['systemctl enable'];
  const other = { ...order, recipe: { ...order.recipe, stopTimeout: 500 } };
  await expect(install(other, machine)).rejects.toMatchObject({ code: 'PMX_ERR_BOOT' });
  expect(machine.files.get(FILE)).toBe(before);
});

test('a start that fails is told; it starts at boot all the same', async () => {
  machine.refuses = ['systemctl start'];
  expect(await install(order, machine)).toEqual({
    isNew: true,
    startProblem: expect.stringContaining('systemctl start'),
  });
  expect(machine.files.has(FILE)).toBe(true);
});

test('a file that cannot be written', async () => {
  machine.write = () => {
    throw new Error('EROFS');
  };
  await expect(install(order, machine)).rejects.toMatchObject({ message: expect.stringContaining('EROFS') });
  expect(machine.ran).toEqual([]);
});

describe('what startup did not make', () => {
  test.each([['install'], ['uninstall']])('is not touched by %s', async (what) => {
    machine.files.set(FILE, '[Unit]\nDescription=mine\n');
    const act = what === 'install' ? install(order, machine) : uninstall(order, machine);
    await expect(act).rejects.toMatchObject({ message: expect.stringContaining('not made by') });
    expect(machine.files.get(FILE)).toContain('mine');
    expect(machine.ran).toEqual([]);
  });

  test('a unit of the same name for another home', async () => {
    await install(order, machine);
    const other = { ...order, recipe: { ...order.recipe, pmxHome: '/srv/other' } };
    await expect(install(other, machine)).rejects.toMatchObject({
      message: expect.stringContaining('for another home, /home/deploy/.pmx'),
    });
  });
});

describe('unstartup', () => {
  test('removes the unit and stops nothing', async () => {
    await install(order, machine);
    machine.ran.length = 0;
    expect(await uninstall(order, machine)).toBe(true);
    expect(machine.files.has(FILE)).toBe(false);
    expect(machine.ran).toEqual(['systemctl disable pmx-deploy.service', 'systemctl daemon-reload']);
  });

  test('nothing there: nothing done', async () => {
    expect(await uninstall(order, machine)).toBe(false);
    expect(machine.ran).toEqual([]);
  });

  test('refused: the unit stays', async () => {
    await install(order, machine);
    machine.refuses = ['systemctl disable'];
    await expect(uninstall(order, machine)).rejects.toMatchObject({ code: 'PMX_ERR_BOOT' });
    expect(machine.files.has(FILE)).toBe(true);
  });
});

test('launchd: what is loaded already is not loaded again', async () => {
  machine.platform = 'darwin';
  const mac = await orderOf(undefined, { user: 'deploy' }, machine);
  await install(mac, machine);
  expect(machine.ran).toEqual(['launchctl enable system/pmx-deploy', 'launchctl print system/pmx-deploy']);
  machine.refuses = ['launchctl print'];
  machine.ran.length = 0;
  await install(mac, machine);
  expect(machine.ran.at(-1)).toBe('launchctl bootstrap system /Library/LaunchDaemons/pmx-deploy.plist');
});

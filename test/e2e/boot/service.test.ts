/** What a unit runs: it brings pmx up, keeps it up, and ends with it. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, isAlive, pmxProcesses, signal, type TestHome, until, waitForEnd } from '../support';
import { killBoth, online, served, withService } from './support';

e2e(
  'SIGTERM stops the apps, and the next start brings them back, none counted as restarted',
  async (home) => {
    await withService(home, [], async (service) => {
      await served(home);
      await home.ok(['start', fixture('idle.js')]);
      await home.ok(['start', fixture('idle.js'), '--name', 'resting']);
      await home.ok(['stop', 'resting']);
      const { pid } = await home.app('idle');
      expect(await service.stop()).toBe(0);
      expect(service.said()).toContain('Stopped 1 instances');
      expect(isAlive(pid)).toBe(false);
      expect(pmxProcesses(home.home)).toEqual([]);
    });
    await withService(home, [], async () => {
      await served(home);
      await online(home, 'idle');
      expect((await home.app('idle')).pm2_env.restart_time).toBe(0);
      expect((await home.app('resting')).pm2_env.status).toBe('stopped');
    });
  },
);

e2e('daemon and keeper are killed: both are back, with the same processes', async (home) => {
  await withService(home, [], async (service) => {
    await home.ok(['start', fixture('idle.js')]);
    const { pid } = await home.app('idle');
    const [daemon, keeper] = [home.daemonPid(), home.keeperPid()];
    await killBoth(home);
    await until(async () => home.daemonPid() !== daemon && home.keeperPid() !== keeper, 'both to be back');
    expect(await online(home, 'idle')).toBe(pid);
    expect(service.said()).toContain('bringing them back');
    expect((await home.app('idle')).pm2_env.restart_time).toBe(0);
    expect(await service.stop()).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});

e2e('daemon and keeper leave without their apps, as nobody should make them: both are back', async (home) => {
  await withService(home, [], async (service) => {
    await home.ok(['start', fixture('idle.js')]);
    const { pid } = await home.app('idle');
    const [daemon, keeper] = [home.daemonPid(), home.keeperPid()];
    // The daemon first: the keeper waits a while for the next one.
    for (const each of [daemon, keeper]) {
      signal(each, 'SIGTERM');
      await waitForEnd(each);
    }
    await served(home);
    expect(await online(home, 'idle')).toBe(pid);
    expect(isAlive(service.pid)).toBe(true);
  });
});

e2e('the service is killed and started again: nothing happens to the apps', async (home) => {
  let pid = 0;
  await withService(home, [], async (service) => {
    await home.ok(['start', fixture('idle.js')]);
    pid = (await home.app('idle')).pid;
    signal(service.pid, 'SIGKILL');
    await service.end;
  });
  expect(isAlive(pid)).toBe(true);
  await withService(home, [], async (service) => {
    expect(await online(home, 'idle')).toBe(pid);
    expect(await service.stop()).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});

e2e('with --keep-apps it ends alone, and the next one finds all as it was', async (home) => {
  await withService(home, ['--keep-apps'], async (service) => {
    await home.ok(['start', fixture('idle.js')]);
    const { pid } = await home.app('idle');
    const daemon = home.daemonPid();
    expect(await service.stop()).toBe(0);
    expect(isAlive(pid)).toBe(true);
    await withService(home, ['--keep-apps'], async () => {
      expect(await online(home, 'idle')).toBe(pid);
      expect(home.daemonPid()).toBe(daemon);
    });
  });
});

e2e('pmx kill ends the service with exit code 0; pmx update does not', async (home) => {
  await withService(home, [], async (service) => {
    await home.ok(['start', fixture('idle.js')]);
    const { pid } = await home.app('idle');
    await home.ok(['update']);
    expect(await online(home, 'idle')).toBe(pid);
    expect(isAlive(service.pid)).toBe(true);
    await home.ok(['kill']);
    expect(await service.end).toBe(0);
    expect(service.said()).toContain('pmx was ended');
  });
});

e2e('SIGTERM while daemon and keeper are dead: the apps are stopped all the same', async (home) => {
  await withService(home, [], async (service) => {
    await home.ok(['start', fixture('idle.js')]);
    const { pid } = await home.app('idle');
    signal(service.pid, 'SIGSTOP');
    await killBoth(home);
    signal(service.pid, 'SIGTERM');
    signal(service.pid, 'SIGCONT');
    expect([await service.end, service.said()]).toEqual([0, expect.stringContaining('Stopped 1 instances')]);
    expect(isAlive(pid)).toBe(false);
    expect(pmxProcesses(home.home)).toEqual([]);
  });
});

e2e('an empty list gets what was saved; a list of its own stays as it is', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  await home.ok(['save']);
  await home.ok(['kill']);
  await withService(home, [], async (service) => {
    await online(home, 'idle');
    await home.ok(['start', fixture('idle.js'), '--name', 'other']);
    await home.ok(['delete', 'idle']);
    await service.stop();
  });
  await withService(home, [], async () => {
    await online(home, 'other');
    expect(await home.instances('idle')).toEqual([]);
  });
});

e2e(
  'after a boot: everything that was up comes up, in order, and what is left of before is no hindrance',
  async (home) => {
    const config = home.config([
      { name: 'web', script: fixture('idle.js'), depends_on: ['db'] },
      { name: 'db', script: fixture('idle.js') },
      { name: 'off', script: fixture('idle.js') },
    ]);
    await home.ok(['start', config]);
    await home.ok(['stop', 'off']);
    const before = [await home.app('web'), await home.app('db')];
    await killBoth(home);
    for (const { pid } of before) signal(pid, 'SIGKILL');
    await Promise.all(before.map(({ pid }) => waitForEnd(pid)));
    await moveToAnotherBoot(home);
    await withService(home, [], async () => {
      await online(home, 'web');
      const [web, db, off] = [await home.app('web'), await home.app('db'), await home.app('off')];
      expect([web, db].map(({ pm2_env }) => pm2_env.restart_time)).toEqual([0, 0]);
      expect(web.pm2_env.pm_uptime).toBeGreaterThanOrEqual(db.pm2_env.pm_uptime);
      expect(off.pm2_env.status).toBe('stopped');
    });
  },
);

/** As if the machine had been switched off: the same files, of a boot that is over. */
async function moveToAnotherBoot(home: TestHome): Promise<void> {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const { execFileSync } = await import('node:child_process');
  const files = execFileSync('grep', ['-rlI', '--devices=skip', boot, home.home], { encoding: 'utf8' });
  for (const file of files.split('\n').filter(Boolean)) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(boot, 'of-the-boot-before'));
  }
  expect(files).toContain('state.json');
  rmSync(join(home.home, 'daemon.pid'), { force: true });
}

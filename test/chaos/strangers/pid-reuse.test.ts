/** A pid that means another process by now: nothing of pmx signals it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExitStatus } from '@pmx/supervision';
import { homeAt } from '@pmx/system';
import { KeeperHarness } from '../../e2e/host/support/keeper-harness';
import { e2e, fixture, isAlive, signal, waitForEnd } from '../../e2e/support';

/** Says when it is up; any signal that it can hear, or SIGKILL, ends it. It leads a process group of its own. */
async function bystander(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => {}, 1e9);"], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout!, 'data');
  return child;
}

interface Forged {
  pid?: number;
  startTime?: string;
  exit?: ExitStatus;
}

function forge(file: string, change: Forged): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
}

describe('a host', () => {
  let harness: KeeperHarness;
  let other: ChildProcess;

  beforeEach(async () => {
    harness = new KeeperHarness();
    other = await bystander();
  });

  afterEach(async () => {
    other.kill('SIGKILL');
    await harness.dispose();
  });

  /** A keeper that finds this in the record of a program `x`, which has ended. */
  async function afterForging(change: Forged) {
    const first = await harness.ready();
    const { pid } = await first.spawn(harness.shell('x', 'exec sleep 1000'));
    await harness.killKeeper();
    process.kill(pid, 'SIGKILL');
    await waitForEnd(pid);
    forge(join(harness.home.runDir, 'x.json'), change);
    const daemon = await harness.ready();
    return { daemon, adopted: daemon.hello.processes[0] };
  }

  test.each([
    ['that it believed to run', {}, { kind: 'unknown' }],
    [
      'that had ended, with others in its group',
      { exit: { kind: 'code', code: 3 } },
      { kind: 'code', code: 3 },
    ],
  ] as const)('does not signal the pid of a program %s', async (_name, more, exit) => {
    const { daemon, adopted } = await afterForging({ pid: other.pid!, ...more });
    expect(adopted).toMatchObject({ key: 'x', exit });
    if (!adopted!.gone) await daemon.heard('host.gone', 'x');
    for (const group of [true, false]) {
      for (const name of ['SIGTERM', 'SIGKILL']) {
        expect(await daemon.signal('x', name, group)).toEqual({ delivered: false });
      }
    }
    expect(isAlive(other.pid!)).toBe(true);
    await daemon.call('host.forget', { key: 'x' });
    expect(isAlive(other.pid!)).toBe(true);
  });

  test('signals what is left of a group whose leader has ended', async () => {
    const daemon = await harness.ready();
    const { pid, startTime } = await daemon.spawn(harness.shell('g', 'sleep 1000 & echo $!; exit 0'));
    harness.track(pid, startTime);
    expect(await daemon.heard('host.exited', 'g')).toMatchObject({ groupAlive: true });
    expect(await daemon.signal('g', 'SIGKILL', true)).toEqual({ delivered: true });
    await daemon.heard('host.gone', 'g');
    expect(await daemon.signal('g', 'SIGKILL', true)).toEqual({ delivered: false });
  });
});

e2e(
  'a whole pmx that comes back to a pid that was used again starts its app anew, and lets the other be',
  async (home) => {
    const other = await bystander();
    try {
      await home.ok(['start', fixture('idle.js')]);
      const { pid } = await home.app('idle');
      const { runDir } = homeAt(home.home);
      for (const manager of [home.keeperPid(), home.daemonPid()]) {
        signal(manager, 'SIGSTOP');
      }
      const managers = [home.keeperPid(), home.daemonPid()];
      for (const manager of managers) signal(manager, 'SIGKILL');
      signal(pid, 'SIGKILL');
      for (const ended of [...managers, pid]) await waitForEnd(ended);
      const [record] = readdirSync(runDir).filter((name) => name.endsWith('.json'));
      forge(join(runDir, record!), { pid: other.pid! });

      await home.ok(['ls']);
      const next = await home.waitForStatus('idle', 'online');
      expect(next.pid).not.toBe(other.pid);
      await home.ok(['restart', 'idle']);
      await home.ok(['stop', 'idle']);
      await home.ok(['delete', 'idle']);
      expect(isAlive(other.pid!)).toBe(true);
      await home.ok(['kill']);
      expect(isAlive(other.pid!)).toBe(true);
    } finally {
      other.kill('SIGKILL');
    }
  },
);

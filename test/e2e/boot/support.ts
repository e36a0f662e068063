/** `pmx service` as an init system runs it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root, signal, type TestHome, until, waitForEnd } from '../support';

export interface Service {
  pid: number;
  /** What it has said so far. */
  said(): string;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<number | null>;
  /** The exit code, once it has ended. */
  end: Promise<number | null>;
}

/** Runs it while `body` runs, which begins when it has a daemon, and ends it whatever happens. */
export async function withService(
  home: TestHome,
  args: string[],
  body: (service: Service) => Promise<void>,
): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'bin/pmx'), 'service', ...args], {
    cwd: '/',
    env: home.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const end = once(child, 'close').then(([code]) => code as number | null);
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return end;
  };
  try {
    await until(() => said.includes('serves'), 'the service to have a daemon');
    await body({ pid: child.pid!, said: () => said, stop, end });
  } finally {
    child.kill('SIGKILL');
    await end;
  }
}

/** A daemon answers, and this app has its process. */
export const online = (home: TestHome, name: string): Promise<number> =>
  until(async () => {
    const { code, stdout } = await home.pmx(['jlist']);
    const apps = code === 0 ? (JSON.parse(stdout) as Awaited<ReturnType<TestHome['list']>>) : [];
    const app = apps.find((each) => each.name === name);
    return app?.pm2_env.status === 'online' && app.pid;
  }, `${name} to be online`);

/** The service has brought a daemon up. Asks without launching one. */
export const served = (home: TestHome): Promise<true> =>
  until(async () => (await home.pmx(['ping'])).code === 0, 'a daemon');

/** Kills daemon and keeper at one instant: either would bring the other back. */
export async function killBoth(home: TestHome): Promise<void> {
  const [daemon, keeper] = [home.daemonPid(), home.keeperPid()];
  signal(daemon, 'SIGSTOP');
  signal(keeper, 'SIGKILL');
  signal(daemon, 'SIGKILL');
  await Promise.all([daemon, keeper].map(waitForEnd));
}

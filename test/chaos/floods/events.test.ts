/** A million things happen: what the daemon and the keeper hold afterwards is what they held after the first ones. */

import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { homeAt } from '@pmx/system';
import { e2e, signal, type TestHome, waitForEnd } from '../../e2e/support';
import { residentMB } from '../strangers/memory';
import { tell } from '../support/dice';
import { extent, isLong } from '../support/extent';
import { FakeKeeper } from '../support/fake-keeper';

const EVENTS = extent(30_000, 1_000_000);
const RESTARTS = extent(400, 5_000);
/** MB that the mean of the last tenth may be above that of the tenth after the warm-up; a young heap still finds its size. */
const GROWTH = extent(60, 10);
/** The same after some ten thousand events: the daemon finds its size after some hundred thousand. */
const YOUNG_GROWTH = 40;
const WARM_UP = 0.4;
/** Milliseconds without progress that count as a standstill. */
const PATIENCE = 30_000;
const TIMEOUT = isLong ? 1_800_000 : 180_000;

const EVER_AGAIN = { max_restarts: 1_000_000, min_uptime: '1ms', restart_delay: '1ms' };

/** Memory and open files of a process, at so many parts of the way. */
class Course {
  private readonly points: { at: number; mb: number; files: number }[] = [];

  constructor(private readonly pid: number) {}

  note(at: number): void {
    const files = readdirSync(`/proc/${this.pid}/fd`).length;
    this.points.push({ at, mb: residentMB(this.pid), files });
  }

  /** From the tenth after the warm-up to the last one. */
  get growth(): { mb: number; files: number } {
    const [early, late] = [this.mean(WARM_UP, WARM_UP + 0.1), this.mean(0.9, 1.1)];
    return { mb: late.mb - early.mb, files: late.files - early.files };
  }

  get summary(): string {
    const shown = [0.1, 0.2, 0.4, 0.6, 0.8, 1].map((at) => this.mean(at - 0.1, at).mb.toFixed(0));
    return `${shown.join(', ')} MB; open files ${this.growth.files.toFixed(0)} more`;
  }

  private mean(from: number, to: number): { mb: number; files: number } {
    const points = this.points.filter(({ at }) => at >= from && at < to);
    const sum = (of: 'mb' | 'files'): number => points.reduce((total, point) => total + point[of], 0);
    return { mb: sum('mb') / points.length, files: sum('files') / points.length };
  }
}

/** Notes the course of these processes until `progress` gives 1. */
async function follow(
  home: TestHome,
  pids: number[],
  progress: () => number | Promise<number>,
): Promise<Course[]> {
  const courses = pids.map((pid) => new Course(pid));
  let noted = -1;
  for (let at = await progress(); ; at = await progress()) {
    if (at - noted >= 0.01) for (const course of courses) course.note(Math.min(at, 1));
    noted = at - noted >= 0.01 ? at : noted;
    if (at >= 1) return courses;
    const before = at;
    await home.waitFor(async () => (await progress()) >= Math.min(1, before + 0.01), 'progress');
  }
}

/** Subscribes to all events; `heard` is called for each. */
async function subscriber(path: string, heard: () => void): Promise<Socket> {
  const socket = connect(path).on('error', () => {});
  await once(socket, 'connect');
  socket.write(
    `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { events: ['*'] } })}\n`,
  );
  socket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) heard();
  });
  return socket;
}

/** Subscribers that come, hear some events and go, for as long as the signal lets them. @returns how many there were */
async function comeAndGo(path: string, signal: AbortSignal): Promise<number> {
  let subscriptions = 0;
  while (!signal.aborted) {
    let heard = 0;
    const enough = new AbortController();
    const over = AbortSignal.any([signal, enough.signal, AbortSignal.timeout(PATIENCE)]);
    const socket = await subscriber(path, () => ++heard === 50 && enough.abort());
    subscriptions += 1;
    if (!over.aborted) await once(over, 'abort');
    socket.destroy();
  }
  return subscriptions;
}

const shell = (name: string, instances: number) => ({ ...EVER_AGAIN, name, script: 'quick.sh', instances });

e2e(
  'the daemon is told of so many starts, exits and messages, with subscribers that come and go',
  async (home) => {
    const { dir, keeperSocket, daemonSocket } = homeAt(home.home);
    mkdirSync(dir, { mode: 0o700 });
    const keeper = new FakeKeeper(EVENTS);
    await keeper.listen(keeperSocket);
    const over = new AbortController();
    try {
      home.write('quick.sh', 'exit 1', 0o755);
      home.write('quick.js', '');
      const apps = [
        shell('plain', 10),
        {
          ...EVER_AGAIN,
          name: 'agents',
          script: 'quick.js',
          wait_ready: true,
          exec_mode: 'fork',
          instances: 10,
        },
      ];
      await home.ok(['start', home.config(apps)]);
      keeper.begin();
      let published = 0;
      const listener = await subscriber(daemonSocket, () => (published += 1));
      const subscriptions = comeAndGo(daemonSocket, over.signal);
      const begin = performance.now();
      const [course] = await follow(home, [home.daemonPid()], () => keeper.told / EVENTS);
      const seconds = (performance.now() - begin) / 1_000;
      over.abort();
      listener.destroy();
      tell(
        `${keeper.told} events told (${keeper.starts} starts), ${published} published, ${await subscriptions} subscriptions ` +
          `in ${seconds.toFixed(0)} s; the daemon: ${course!.summary}`,
      );
      expect(course!.growth.mb).toBeLessThan(GROWTH);
      expect(course!.growth.files).toBeLessThan(20);
      expect(await home.list()).toHaveLength(20);
    } finally {
      over.abort();
      // First the daemon: it would start a real keeper.
      signal(home.daemonPid(), 'SIGKILL');
      await waitForEnd(home.daemonPid());
      keeper.close();
    }
  },
  { timeout: TIMEOUT },
);

e2e(
  'real processes that end and come again: daemon and keeper stay as they are',
  async (home) => {
    home.write('quick.sh', '#!/bin/sh\nexit 1\n', 0o755);
    await home.pmx(['start', home.config([shell('plain', 8)])]);
    const restarts = async (): Promise<number> =>
      (await home.list()).reduce((sum, { pm2_env }) => sum + pm2_env.restart_time, 0);
    const courses = await follow(
      home,
      [home.daemonPid(), home.keeperPid()],
      async () => (await restarts()) / RESTARTS,
    );
    tell(`${RESTARTS} restarts; daemon ${courses[0]!.summary}; keeper ${courses[1]!.summary}`);
    for (const { growth } of courses) {
      expect(growth.mb).toBeLessThan(YOUNG_GROWTH);
      expect(growth.files).toBeLessThan(30);
    }
    await home.ok(['delete', 'plain']);
    expect(readdirSync(homeAt(home.home).runDir).filter((name) => name.endsWith('.json'))).toEqual([]);
  },
  { timeout: TIMEOUT },
);

/** A million things happen: what the daemon and the keeper hold afterwards is what they held after the first ones. */

import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connectTo } from '@pmx/client';
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
/** How often a process is looked at, at least: on a busy machine most of the way may be gone after a few looks. */
const LOOKS = 20;
/** Milliseconds without progress that count as a standstill. */
const PATIENCE = 30_000;
const TIMEOUT = isLong ? 1_800_000 : 180_000;

const EVER_AGAIN = { max_restarts: 1_000_000, min_uptime: '1ms', restart_delay: '1ms' };

/** Memory and open files of a process, look by look. */
class Course {
  private readonly points: { mb: number; files: number }[] = [];

  constructor(private readonly pid: number) {}

  note(): void {
    const files = readdirSync(`/proc/${this.pid}/fd`).length;
    this.points.push({ mb: residentMB(this.pid), files });
  }

  /** From the tenth after the warm-up to the last one. */
  get growth(): { mb: number; files: number } {
    const [early, late] = [this.mean(WARM_UP, WARM_UP + 0.1), this.mean(0.9, 1)];
    return { mb: late.mb - early.mb, files: late.files - early.files };
  }

  get summary(): string {
    const shown = [0.1, 0.2, 0.4, 0.6, 0.8, 1].map((at) => this.mean(at - 0.1, at).mb.toFixed(0));
    return `${shown.join(', ')} MB; open files ${this.growth.files.toFixed(0)} more`;
  }

  /** Of this part of all looks. */
  private mean(from: number, to: number): { mb: number; files: number } {
    const { length } = this.points;
    const points = this.points.slice(Math.round(from * length), Math.round(to * length));
    const sum = (of: 'mb' | 'files'): number => points.reduce((total, point) => total + point[of], 0);
    return { mb: sum('mb') / points.length, files: sum('files') / points.length };
  }
}

/** Notes the course of these processes after each hundredth of the way, until `progress` gives 1. */
async function follow(
  home: TestHome,
  pids: number[],
  progress: () => number | Promise<number>,
): Promise<Course[]> {
  const courses = pids.map((pid) => new Course(pid));
  let at = await progress();
  for (let look = 1; ; look += 1) {
    for (const course of courses) course.note();
    if (at >= 1 && look >= LOOKS) return courses;
    const next = Math.min(1, at + 0.01);
    at = await home.waitFor(async () => {
      const now = await progress();
      return now >= next && now;
    }, 'progress');
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
      const daemon = home.daemonPid();
      if (daemon > 0) {
        signal(daemon, 'SIGKILL');
        await waitForEnd(daemon);
      }
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
    const client = await connectTo(homeAt(home.home));
    const restarts = async (): Promise<number> =>
      (await client.call('list', {})).apps.reduce((sum, app) => sum + app.restarts, 0);
    const pids = [home.daemonPid(), home.keeperPid()];
    const courses = await follow(home, pids, async () => (await restarts()) / RESTARTS);
    client.close();
    tell(`${RESTARTS} restarts; daemon ${courses[0]!.summary}; keeper ${courses[1]!.summary}`);
    for (const { growth } of courses) {
      expect(growth.mb).toBeLessThan(YOUNG_GROWTH);
      expect(growth.files).toBeLessThan(30);
    }
    await home.ok(['delete', 'plain']);
    // The keeper is told to forget them when the daemon has answered.
    const records = (): string[] =>
      readdirSync(homeAt(home.home).runDir).filter((name) => name.endsWith('.json'));
    await home.waitFor(() => records().length === 0, 'the records to be removed');
  },
  { timeout: TIMEOUT },
);

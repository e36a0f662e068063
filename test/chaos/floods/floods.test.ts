/** Who floods and who does not read: each costs a fixed amount, and slows nobody else. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, connectTo } from '@pmx/client';
import { homeAt } from '@pmx/system';
import { e2e, fixture, root, type TestHome } from '../../e2e/support';
import { isLong, residentMB } from '../strangers/memory';

const OUTPUT_MB = isLong ? 1_000 : 100;
/** MB. */
const GROWTH = 20;
/**
 * Milliseconds that the daemon's answers to `list` may mostly take while a neighbour floods; without a flood it is some 5.
 * Each of them has the client's own deadline as well.
 */
const LATENCY = 500;
const TIMEOUT = isLong ? 600_000 : 240_000;

/** Writes that many MB in lines of 1 KB as fast as they are taken. */
const FLOOD = (mb: number): string => `
const { writeSync } = require('node:fs');
const lines = Buffer.from(('x'.repeat(1023) + '\\n').repeat(64));
for (let n = 0; n < ${mb} * 16; n += 1) for (let at = 0; at < lines.length; at += writeSync(1, lines, at));
console.log('flood is over');
setInterval(() => {}, 1e9);
`;

/** Milliseconds until the answer. */
async function timeOfList(client: Client): Promise<number> {
  const begin = performance.now();
  await client.call('list', {});
  return performance.now() - begin;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const managers = (home: TestHome): number[] => [home.daemonPid(), home.keeperPid()];

e2e(
  'a stopped logs client during a flood: daemon and keeper do not grow, commands and neighbours go on',
  async (home) => {
    home.write('flood.js', FLOOD(OUTPUT_MB));
    home.write('neighbour.js', "let n = 0; setInterval(() => console.log('tick ' + ++n), 20);");
    await home.ok(['start', 'neighbour.js']);
    await home.ok(['jlist']);
    const logs = spawn(process.execPath, [join(root, 'bin/pmx'), 'logs'], {
      cwd: home.work,
      env: home.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let client: Client | null = null;
    try {
      await once(logs.stdout, 'data');
      logs.kill('SIGSTOP');
      const before = managers(home).map(residentMB);
      client = await connectTo(homeAt(home.home));
      await home.ok(['start', 'flood.js']);
      const times: number[] = [];
      let ticks = 0;
      await home.waitFor(async () => {
        await home.ok(['jlist']);
        times.push(await timeOfList(client!));
        ticks = await home.waitFor(() => {
          const now = home.log('neighbour').split('\n').length;
          return now > ticks && now;
        }, 'the neighbour to go on');
        return home.log('flood').includes('flood is over');
      }, 'the end of the flood');
      const growth = managers(home).map((pid, index) => residentMB(pid) - before[index]!);
      process.stdout.write(
        `grown by [daemon, keeper] MB: ${growth.map((mb) => mb.toFixed(1)).join(', ')}; list took ${Math.max(...times).toFixed(0)} ms at most\n`,
      );
      for (const mb of growth) expect(mb).toBeLessThan(GROWTH);
      expect(median(times)).toBeLessThan(LATENCY);
    } finally {
      client?.close();
      logs.kill('SIGKILL');
    }
  },
  { timeout: TIMEOUT },
);

/** Someone who is told all events. */
class Subscriber {
  heard = 0;
  dropped = 0;

  private constructor(readonly socket: Socket) {
    createInterface({ input: socket }).on('line', (line) => this.hear(JSON.parse(line)));
  }

  static async at(home: TestHome): Promise<Subscriber> {
    const socket = connect(homeAt(home.home).daemonSocket);
    await once(socket, 'connect');
    const params = { events: ['*'] };
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params })}\n`);
    return new Subscriber(socket);
  }

  private hear({ method, params }: { method?: string; params: { notifications: number } }): void {
    if (method === 'dropped') this.dropped += params.notifications;
    else if (method !== undefined) this.heard += 1;
  }
}

e2e(
  'a subscriber that does not read costs a fixed amount, and is told what it missed',
  async (home) => {
    home.write(
      'talk.js',
      "process.on('message', () => {}); let n = 0; setInterval(() => { for (let i = 0; i < 50; i += 1) process.send({ type: 't', data: 'x'.repeat(2000), n: ++n }); }, 5);",
    );
    await home.ok(['start', fixture('idle.js')]);
    const silent = await Subscriber.at(home);
    silent.socket.pause();
    const attentive = await Subscriber.at(home);
    const before = residentMB(home.daemonPid());
    await home.ok(['start', 'talk.js']);
    // More than what the daemon and the system keep for a reader.
    const many = 30_000;
    await home.waitFor(() => attentive.heard + attentive.dropped >= many, 'many events to be told');
    const growth = residentMB(home.daemonPid()) - before;
    silent.socket.resume();
    await home.waitFor(() => silent.dropped > 0, 'to be told what was missed');
    process.stdout.write(
      `the daemon has grown by ${growth.toFixed(1)} MB; ${silent.dropped} events were missed\n`,
    );
    // They were 60 MB at least, for each of the two; a young heap takes its time, and a busy machine's more of it.
    expect(growth).toBeLessThan(2 * GROWTH);
    for (const { socket } of [silent, attentive]) socket.destroy();
  },
  { timeout: TIMEOUT },
);

/** Who floods and who does not read: each costs a fixed amount, and slows nobody else. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { homeAt } from '@pmx/system';
import { e2e, fixture, root, type TestHome } from '../../e2e/support';
import { isLong, residentMB } from '../strangers/memory';

const OUTPUT_MB = isLong ? 1_000 : 100;
/** MB. */
const GROWTH = 20;
/** Milliseconds that a command may take while a neighbour floods; without a flood it is some 150. */
const LATENCY = 2_000;
const TIMEOUT = isLong ? 600_000 : 120_000;

/** Writes that many MB in lines of 1 KB as fast as they are taken. */
const FLOOD = (mb: number): string => `
const { writeSync } = require('node:fs');
const lines = Buffer.from(('x'.repeat(1023) + '\\n').repeat(64));
for (let n = 0; n < ${mb} * 16; n += 1) for (let at = 0; at < lines.length; at += writeSync(1, lines, at));
console.log('flood is over');
setInterval(() => {}, 1e9);
`;

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
    try {
      await once(logs.stdout, 'data');
      logs.kill('SIGSTOP');
      const before = managers(home).map(residentMB);
      await home.ok(['start', 'flood.js']);
      const times: number[] = [];
      let ticks = 0;
      await home.waitFor(async () => {
        const { time } = await home.pmx(['jlist']);
        times.push(time);
        const now = home.log('neighbour').split('\n').length;
        expect(now).toBeGreaterThan(ticks);
        ticks = now;
        return home.log('flood').includes('flood is over');
      }, 'the end of the flood');
      const growth = managers(home).map((pid, index) => residentMB(pid) - before[index]!);
      process.stdout.write(
        `grown by [daemon, keeper] MB: ${growth.map((mb) => mb.toFixed(1)).join(', ')}; jlist took ${Math.max(...times).toFixed(0)} ms at most\n`,
      );
      for (const mb of growth) expect(mb).toBeLessThan(GROWTH);
      expect(Math.max(...times)).toBeLessThan(LATENCY);
    } finally {
      logs.kill('SIGKILL');
    }
  },
  { timeout: TIMEOUT },
);

e2e(
  'a subscriber that does not read costs a fixed amount, and is told what it missed',
  async (home) => {
    home.write(
      'talk.js',
      "process.on('message', () => {}); let n = 0; setInterval(() => { for (let i = 0; i < 50; i += 1) process.send({ type: 't', data: 'x'.repeat(2000), n: ++n }); if (n % 5000 === 0) console.log('sent ' + n); }, 5);",
    );
    await home.ok(['start', fixture('idle.js')]);
    const socket = connect(homeAt(home.home).daemonSocket);
    await once(socket, 'connect');
    socket.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { events: ['*'] } })}\n`,
    );
    socket.pause();
    const before = residentMB(home.daemonPid());
    await home.ok(['start', 'talk.js']);
    await home.waitFor(() => home.log('talk').includes(isLong ? 'sent 30000' : 'sent 5000'), 'many events');
    const growth = residentMB(home.daemonPid()) - before;
    let dropped = 0;
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const { method, params } = JSON.parse(line);
        if (method === 'dropped') dropped += params.notifications;
      }
    });
    socket.resume();
    await home.waitFor(() => dropped > 0, 'to be told what was missed');
    process.stdout.write(`the daemon has grown by ${growth.toFixed(1)} MB; ${dropped} events were missed\n`);
    expect(growth).toBeLessThan(GROWTH);
    socket.destroy();
  },
  { timeout: TIMEOUT },
);

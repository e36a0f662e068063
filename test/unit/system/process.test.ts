import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  bootId,
  groupAlive,
  groupExists,
  groupMembers,
  hasEnded,
  isSameProcess,
  parseLinuxStat,
  parsePsLine,
  processStat,
  startTimeOf,
} from '@pmx/system';

describe('parsing', () => {
  const rest = 'S 1 77 77 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 227229 1 2 3';

  test.each(['node', 'a b', 'x) S 1 2 (y', ')', ''])('counts fields after the name %j', (name) => {
    expect(parseLinuxStat(`42 (${name}) ${rest}`)).toEqual({ state: 'S', pgid: 77, startTime: '227229' });
  });

  test('knows no process in what is cut short', () => {
    expect(parseLinuxStat('')).toBeNull();
    expect(parsePsLine('\n')).toBeNull();
  });

  test('takes a line of ps', () => {
    const stat = parsePsLine('Ss+  501 Thu Jan  1 12:00:00 2026\n');
    expect(stat).toEqual({ state: 'Ss+', pgid: 501, startTime: 'Thu Jan 1 12:00:00 2026' });
    expect(hasEnded(stat!)).toBe(false);
    expect(hasEnded({ state: 'Z+', pgid: 1, startTime: '' })).toBe(true);
  });
});

test('a process is the same as long as it lives, and no other', async () => {
  const startTime = startTimeOf(process.pid);
  expect(startTime).not.toBeNull();
  expect(isSameProcess(process.pid, startTime!)).toBe(true);
  expect(isSameProcess(process.pid, `${startTime}1`)).toBe(false);
  expect(processStat(0x7fff_fff0)).toBeNull();
  expect(bootId()).toBe(bootId());
});

test('a zombie has ended, for its start time and for its group', async () => {
  // The shell never waits for its child, which has a group of its own.
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn('/bin/true', { detached: true });
    console.log(child.pid);
    // Never returns to the loop, so that the end of the child is never dealt with.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(line);
    const deadline = Date.now() + 60_000;
    while (processStat(pid)?.state !== 'Z' && Date.now() < deadline) await new Promise(setImmediate);
    expect(processStat(pid)).toMatchObject({ state: 'Z' });
    expect(startTimeOf(pid)).toBeNull();
    expect([groupExists(pid), groupAlive(pid), groupMembers(pid)]).toEqual([true, false, []]);
  } finally {
    parent.kill('SIGKILL');
  }
});

test('a group is alive as long as one of it is', async () => {
  const leader = spawn('/bin/sh', ['-c', 'echo; exec sleep 1000'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(leader, 'exit');
  try {
    await once(leader.stdout, 'data');
    expect(groupMembers(leader.pid!)).toEqual([leader.pid]);
    expect(groupAlive(leader.pid!)).toBe(true);
  } finally {
    leader.kill('SIGKILL');
  }
  await ended;
  expect(groupAlive(leader.pid!)).toBe(false);
});

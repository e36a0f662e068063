/** Figures as they reach a program that asks for them, against what the app and the system say themselves. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, connectTo } from '@pmx/client';
import type { MonitorSnapshot, MonitorTick } from '@pmx/protocol';
import { groupMembers, homeAt } from '@pmx/system';
import { e2e, isAlive, signal, type TestHome } from '../support';

const MB = 1024 * 1024;

const open: Looker[] = [];
afterEach(() => {
  for (const looker of open.splice(0)) looker.close();
});

/** A dashboard of the test's own: what it was told, put together. */
class Looker {
  readonly ticks: MonitorTick[] = [];
  isClosed = false;
  private client: Client | null = null;

  static async at(
    home: TestHome,
    focus: number | null,
  ): Promise<{ looker: Looker; snapshot: MonitorSnapshot }> {
    const looker = new Looker();
    looker.client = await connectTo(homeAt(home.home), {
      onTick: (tick) => looker.ticks.push(tick),
      onClose: () => {
        looker.isClosed = true;
      },
    });
    return { looker, snapshot: await looker.client.call('monitor', { focus }) };
  }

  /** The newest values of the focus. */
  values(id: number): Record<string, number> {
    const told = this.ticks.flatMap(({ metrics }) => metrics.filter((metrics) => metrics.id === id));
    return (told.at(-1)?.values ?? {}) as Record<string, number>;
  }

  close(): void {
    this.client?.close();
  }
}

const start = (home: TestHome, program: string, fields: object = {}): Promise<string> =>
  home.ok(['start', home.config([{ name: 'app', script: home.write('app.js', program), ...fields }])]);

/** Keeps 60 MB, is busy for a quarter of the time, and says what Node has said of it each 50 ms of the last 5 seconds. */
const KNOWN = `
  const { writeFileSync, renameSync } = require('node:fs');
  globalThis.kept = Array.from({ length: 60 }, () => Array.from({ length: 131072 }, (_, i) => i + 0.5));
  setInterval(() => { const end = Date.now() + 25; while (Date.now() < end); }, 100);
  const said = [];
  setInterval(() => { if (said.push({ ...process.memoryUsage(), at: Date.now(), cpu: process.cpuUsage() }) > 100) said.shift(); }, 50);
  setInterval(() => {
    writeFileSync('said.tmp', JSON.stringify(said));
    renameSync('said.tmp', 'said.json');
  }, 500);
`;

const residentOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

const total = (pids: number[], figure: (pid: number) => number): number =>
  pids.reduce((sum, pid) => sum + figure(pid), 0);

interface Said extends NodeJS.MemoryUsage {
  at: number;
  cpu: NodeJS.CpuUsage;
}

/** Percent of a core over all that was said. */
function cpuOf(said: Said[]): number {
  const [first, last] = [said[0]!, said.at(-1)!];
  const spent = last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system;
  return spent / 10 / (last.at - first.at);
}

/** Garbage comes and goes between two looks. */
function expectWithin(value: number, said: number[]): void {
  expect(value).toBeGreaterThan(Math.min(...said) - MB);
  expect(value).toBeLessThan(Math.max(...said) + MB);
}

e2e('heap, memory and CPU of a known workload are what Node and the system say', async (home) => {
  await start(home, KNOWN, { cwd: home.work });
  const { pid } = await home.app('app');
  const { looker } = await Looker.at(home, 0);
  await home.waitFor(() => looker.ticks.length >= 3 && looker.values(0)['heap.used'], 'three ticks');
  // What is said up to now has all that the figures can be of.
  const asked = Date.now();
  const file = join(home.work, 'said.json');
  const values = looker.values(0);
  await home.waitFor(() => statSync(file).mtimeMs > asked, 'what Node says of that time');
  const said = JSON.parse(readFileSync(file, 'utf8')) as Said[];
  expectWithin(
    values['heap.used']!,
    said.map(({ heapUsed }) => heapUsed),
  );
  expectWithin(
    values.rss!,
    said.map(({ rss }) => rss),
  );
  expect(values['heap.used']).toBeGreaterThan(60 * MB);
  expect(Math.abs(values.memory! - residentOf(pid))).toBeLessThan(6 * MB);
  const shown = looker.ticks.flatMap(({ metrics }) => metrics.flatMap(({ values }) => values.cpu ?? []));
  const mean = shown.slice(-3).reduce((sum, cpu) => sum + cpu, 0) / 3;
  expect(Math.abs(mean - cpuOf(said))).toBeLessThan(10);
  expect(values['loop.utilization']).toBeGreaterThan(0.15);
});

e2e('a program in another language: its whole group, its open files', async (home) => {
  await home.ok(['start', 'sleep 1000 | sleep 1000 | sleep 1000', '-n', 'app']);
  const { looker } = await Looker.at(home, 0);
  await home.waitFor(() => looker.values(0)['files.open'], 'its files');
  const values = looker.values(0);
  const { pid } = await home.app('app');
  const group = groupMembers(pid);
  expect(values.processes).toBe(group.length);
  expect(group.length).toBeGreaterThanOrEqual(3);
  expect(values['files.open']).toBe(total(group, (member) => readdirSync(`/proc/${member}/fd`).length));
  expect(Math.abs(values.memory! - total(group, residentOf))).toBeLessThan(MB);
  expect(values).not.toHaveProperty(['heap.used']);
});

e2e('a block of the event loop shows in the next figures', async (home) => {
  const block = `setTimeout(() => { const end = Date.now() + 300; while (Date.now() < end); console.log(Date.now()); }, 2500);`;
  await start(home, `setInterval(() => {}, 1e6); ${block}`);
  const { looker } = await Looker.at(home, 0);
  await home.waitFor(() => looker.values(0)['loop.delay.max']! > 250, 'the block');
  const [end] = readFileSync(join(home.home, 'logs/app-out.log'), 'utf8').split('\n').map(Number);
  // Two seconds are two ticks; one more where the machine is busy.
  expect(looker.ticks.filter(({ at }) => at >= end!).length).toBeLessThanOrEqual(3);
});

e2e('a restart, a new app and a deleted one are told; the past has a gap where nothing ran', async (home) => {
  await start(home, 'setInterval(() => {}, 1e6)');
  const { looker, snapshot } = await Looker.at(home, 0);
  expect(snapshot.apps.map(({ name, status }) => [name, status])).toEqual([['app', 'online']]);
  await home.waitFor(() => looker.ticks.length >= 2, 'ticks');
  await home.ok(['stop', 'app']);
  const { length } = looker.ticks;
  await home.waitFor(() => looker.ticks.length >= length + 2, 'ticks without it');
  await home.ok(['start', 'app']);
  await home.ok(['start', home.write('other.js', 'setInterval(() => {}, 1e6)')]);
  await home.ok(['delete', 'other']);
  await home.waitFor(
    () => looker.ticks.some(({ journal }) => journal.some(({ kind }) => kind === 'delete')),
    'the end',
  );
  const { length: before } = looker.ticks;
  await home.waitFor(() => looker.ticks.length >= before + 2, 'figures');
  expect(looker.ticks.flatMap(({ apps }) => apps.map(({ status }) => status))).toContain('stopped');
  const again = await Looker.at(home, 0);
  expect(again.snapshot.apps.map(({ name }) => name)).toEqual(['app']);
  const cpu = again.snapshot.history?.fine.values.cpu ?? [];
  expect(cpu).toContain(null);
  expect(cpu.at(-1)).not.toBeNull();
});

e2e('the next daemon measures on, after the SIGKILL of the one before', async (home) => {
  await start(home, 'setInterval(() => {}, 1e6)');
  const first = await Looker.at(home, 0);
  await home.waitFor(() => first.looker.values(0)['heap.used'], 'figures of the agent');
  const daemon = home.daemonPid();
  signal(daemon, 'SIGKILL');
  await home.waitFor(() => first.looker.isClosed, 'the end of the stream');
  await home.waitFor(() => home.daemonPid() !== daemon && isAlive(home.daemonPid()), 'another daemon');
  await home.list();
  const next = await Looker.at(home, 0);
  await home.waitFor(() => next.looker.values(0)['heap.used'], 'figures of the agent again');
});

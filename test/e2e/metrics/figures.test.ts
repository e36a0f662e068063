/** Figures as they reach a program that asks for them, against what the app and the system say themselves. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, connectTo } from '@pmx/client';
import type { InstanceMetrics, MonitorSnapshot, MonitorTick } from '@pmx/protocol';
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
    open.push(looker);
    looker.client = await connectTo(homeAt(home.home), {
      onTick: (tick) => looker.ticks.push(tick),
      onClose: () => {
        looker.isClosed = true;
      },
    });
    return { looker, snapshot: await looker.client.call('monitor', { focus }) };
  }

  /** All that was told of an instance. */
  told(id: number): InstanceMetrics[] {
    return this.ticks.flatMap(({ metrics }) => metrics.filter((metrics) => metrics.id === id));
  }

  /** The newest values of the focus. */
  values(id: number): Record<string, number> {
    return (this.told(id).at(-1)?.values ?? {}) as Record<string, number>;
  }

  close(): void {
    this.client?.close();
  }
}

const start = (home: TestHome, program: string, fields: object = {}): Promise<string> =>
  home.ok(['start', home.config([{ name: 'app', script: home.write('app.js', program), ...fields }])]);

/** Keeps 60 MB, is busy for a quarter of the time, and says what Node has said of it each 50 ms of the last 15 seconds. */
const KNOWN = `
  const { writeFileSync, renameSync } = require('node:fs');
  globalThis.kept = Array.from({ length: 60 }, () => Array.from({ length: 131072 }, (_, i) => i + 0.5));
  setInterval(() => { const end = Date.now() + 25; while (Date.now() < end); }, 100);
  const said = [];
  setInterval(() => { if (said.push({ ...process.memoryUsage(), at: Date.now(), cpu: process.cpuUsage() }) > 300) said.shift(); }, 50);
  setInterval(() => {
    writeFileSync('said.tmp', JSON.stringify(said));
    renameSync('said.tmp', 'said.json');
  }, 500);
`;

const residentOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

const total = (pids: number[], figure: (pid: number) => number): number =>
  pids.reduce((sum, pid) => sum + figure(pid), 0);

/** When it gets its cue it blocks for 300 ms, and then says how often it had reported. */
const BLOCKED = `
  const { existsSync, rmSync } = require('node:fs');
  const { metric } = require(${JSON.stringify(require.resolve('../../../packages/agent/dist/index.cjs'))});
  let reports = 0;
  metric('reports', { value: () => ++reports });
  setInterval(() => {
    if (!existsSync('cue')) return;
    rmSync('cue');
    const end = Date.now() + 300;
    while (Date.now() < end);
    console.log(reports);
  }, 20);
`;

interface Said extends NodeJS.MemoryUsage {
  at: number;
  cpu: NodeJS.CpuUsage;
}

/** Percent of a core between two instants, by what was said next to each of them. */
function cpuOf(said: Said[], from: number, to: number): number {
  const at = (time: number): Said => said.find((each) => each.at >= time) ?? said.at(-1)!;
  const [first, last] = [at(from), at(to)];
  const spent = last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system;
  return spent / 10 / (last.at - first.at);
}

/** The same by what was told, each figure being of the time since the one before. */
function meanOf(told: InstanceMetrics[]): number {
  const spent = told.slice(1).map(({ at, values }, index) => values.cpu! * (at! - told[index]!.at!));
  return spent.reduce((sum, each) => sum + each, 0) / (told.at(-1)!.at! - told[0]!.at!);
}

/** Garbage comes and goes between two looks. */
function expectWithin(value: number, said: number[], tolerance = MB): void {
  expect(value).toBeGreaterThan(Math.min(...said) - tolerance);
  expect(value).toBeLessThan(Math.max(...said) + tolerance);
}

e2e('heap, memory and CPU of a known workload are what Node and the system say', async (home) => {
  await start(home, KNOWN, { cwd: home.work });
  const { looker } = await Looker.at(home, 0);
  await home.waitFor(() => looker.told(0).length >= 4 && looker.values(0)['heap.used'], 'four ticks');
  // What is said up to now has all that the figures can be of.
  const asked = Date.now();
  const file = join(home.work, 'said.json');
  const told = looker.told(0).slice(-4);
  const values = looker.values(0);
  await home.waitFor(
    () => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > asked,
    'what Node says of that time',
  );
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
  expectWithin(
    values.memory!,
    said.map(({ rss }) => rss),
    6 * MB,
  );
  expect(Math.abs(meanOf(told) - cpuOf(said, told[0]!.at!, told.at(-1)!.at!))).toBeLessThan(10);
  await home.waitFor(() => looker.values(0)['loop.utilization']! > 0.15, 'a loop that is busy');
});

e2e('a program in another language: its whole group, its open files', async (home) => {
  await home.ok(['start', 'sleep 1000 | sleep 1000 | sleep 1000', '-n', 'app']);
  const { looker } = await Looker.at(home, 0);
  const { pid } = await home.app('app');
  // The shell starts them one after the other, and each of them opens its files as it begins.
  await home.waitFor(() => {
    const { processes, memory, 'files.open': files } = looker.values(0);
    const group = groupMembers(pid);
    return (
      group.length >= 3 &&
      processes === group.length &&
      files === total(group, (member) => readdirSync(`/proc/${member}/fd`).length) &&
      Math.abs(memory! - total(group, residentOf)) < MB
    );
  }, 'figures of the whole group');
  expect(looker.values(0)).not.toHaveProperty(['heap.used']);
});

e2e('a block of the event loop shows in the next figures', async (home) => {
  await start(home, BLOCKED, { cwd: home.work });
  const { looker } = await Looker.at(home, 0);
  const reported = (): number => looker.told(0).at(-1)?.custom.reports?.value ?? 0;
  await home.waitFor(() => reported() >= 2, 'reports');
  home.write('cue', '');
  await home.waitFor(() => home.log('app').endsWith('\n'), 'the block');
  // By its own count, as a busy machine may keep it from reporting.
  const before = Number(home.log('app'));
  await home.waitFor(() => reported() > before + 1, 'what was reported then');
  const told = looker.told(0).map(({ values, custom }) => [custom.reports!.value, values['loop.delay.max']!]);
  // A report comes each 0.9 s. One that is due within the block may come before the loop's delay is looked at.
  const late = told.findIndex(([report]) => report! > before + 1);
  expect(told.slice(0, late + 1).some(([report, delay]) => report! > before && delay! > 250)).toBe(true);
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

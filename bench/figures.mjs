#!/usr/bin/env node
/**
 * Measures what figures cost the daemon: CPU while nobody watches and while somebody does, and its private memory.
 *
 *   node bench/figures.mjs [--node 5] [--shell 100,300,500] [--seconds 20]
 *
 * Linux only: it reads /proc.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runNode } from './lib/command.mjs';
import { program } from './lib/fleet.mjs';
import { sleep } from './lib/measure.mjs';
import { cpuTime, privateMemory } from './lib/processes.mjs';

const { values: options } = parseArgs({
  options: {
    node: { type: 'string', default: '5' },
    shell: { type: 'string', default: '100,300,500' },
    seconds: { type: 'string', default: '20' },
  },
});

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pmx = join(root, 'bin/pmx');
const { connect } = createRequire(import.meta.url)(root);
/** Milliseconds after the start, and after a watcher has come, that do not count. */
const SETTLE = 5_000;
/** Seconds: of two samples, wherever it begins, as unwatched ones are 30 s apart. */
const UNWATCHED = 60;

const numbers = (list) => list.split(',').filter(Boolean).map(Number);

/** Milliseconds of CPU while the given seconds pass. */
async function cpuWhile(pid, seconds) {
  const before = cpuTime(pid);
  await sleep(seconds * 1_000);
  return cpuTime(pid) - before;
}

async function measure(file, count, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'pmx-bench-figures-'));
  const home = join(folder, 'home');
  const env = { ...process.env, PMX_HOME: home, ANNOUNCE: join(folder, 'announced') };
  const config = join(folder, 'apps.json');
  const apps = Array.from({ length: count }, (_, index) => ({ name: `app-${index}`, script: program(file) }));
  writeFileSync(config, JSON.stringify({ apps }));
  try {
    await runNode([pmx, 'start', config], { env });
    return await measureDaemon(home, seconds);
  } finally {
    await runNode([pmx, 'kill'], { env });
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureDaemon(home, seconds) {
  const pid = Number(readFileSync(join(home, 'daemon.pid'), 'utf8'));
  await sleep(SETTLE);
  const unwatched = await cpuWhile(pid, UNWATCHED);
  const before = privateMemory(pid);
  const watcher = await connect({ home, launch: false });
  try {
    await watcher.call('monitor', { focus: null });
    await sleep(SETTLE);
    const watched = await cpuWhile(pid, seconds);
    const files = readdirSync(`/proc/${pid}/fd`).length;
    return { unwatched, watched, before, after: privateMemory(pid), files };
  } finally {
    watcher.disconnect();
  }
}

const seconds = Number(options.seconds);
const rows = [
  ...numbers(options.node).map((count) => ['Node', 'idler.js', count]),
  ...numbers(options.shell).map((count) => ['shell', 'sleeper.sh', count]),
];
console.log(
  `| programs | CPU in ${UNWATCHED} s, unwatched | watched, of a core | memory before | watched | its open files |`,
);
console.log('|---|--:|--:|--:|--:|--:|');
for (const [kind, file, count] of rows) {
  const { unwatched, watched, before, after, files } = await measure(file, count, seconds);
  const share = (watched / (seconds * 1_000)) * 100;
  const [calm, busy] = [before, after].map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`);
  console.log(
    `| ${count} ${kind} | ${unwatched} ms | ${share.toFixed(1)} % | ${calm} | ${busy} | ${files} |`,
  );
}

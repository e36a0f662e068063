#!/usr/bin/env node
/**
 * Measures what `pmx monit` itself costs, in a terminal of 120×40 by tmux: at rest, and while `j` is held down.
 *
 *   node bench/monit.mjs [--instances 5,500] [--seconds 20]
 *
 * Linux only: it reads /proc.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    instances: { type: 'string', default: '5,500' },
    seconds: { type: 'string', default: '20' },
  },
});

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pmx = join(root, 'bin/pmx');
const program = join(root, 'bench/programs/sleeper.sh');
/** Of the kernel's clock in /proc, on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;
/** Milliseconds between two repeats of a key that is held down. */
const KEY_REPEAT = 33;

function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

function residentOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** @returns percent of one core */
async function costOf(pid, seconds, eachMoment) {
  const before = cpuOf(pid);
  const begin = performance.now();
  while (performance.now() - begin < seconds * 1_000) await eachMoment();
  return ((cpuOf(pid) - before) / (performance.now() - begin)) * 100_000;
}

class Terminal {
  constructor(folder) {
    this.socket = join(folder, 'tmux');
  }

  tmux(...args) {
    return execFileSync('tmux', ['-u', '-S', this.socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });
  }

  open(command, env) {
    execFileSync(
      'tmux',
      ['-u', '-S', this.socket, '-f', '/dev/null', 'new-session', '-d', '-x', '120', '-y', '40', ...command],
      { env },
    );
    return Number(this.tmux('display', '-p', '#{pane_pid}'));
  }

  async shows(words) {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (this.tmux('capture-pane', '-p').includes(words)) return;
      await sleep(100);
    }
    throw new Error(`No "${words}" on the screen:\n${this.tmux('capture-pane', '-p')}`);
  }
}

async function measure(instances, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'pmx-bench-monit-'));
  const env = { ...process.env, PMX_HOME: join(folder, 'home'), TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  const terminal = new Terminal(folder);
  try {
    execFileSync(pmx, ['start', program, '--name', 'app', '-i', String(instances)], { env, stdio: 'ignore' });
    const pid = terminal.open([process.execPath, pmx, 'monit'], env);
    await terminal.shows(`${instances} instances`);
    await sleep(3_000);
    const idle = await costOf(pid, seconds, () => sleep(250));
    let key = 0;
    const held = await costOf(pid, seconds, () => {
      // Down the list and up again, so that it never stands at the end.
      terminal.tmux('send-keys', Math.floor(key++ / (instances - 1)) % 2 ? 'k' : 'j');
      return sleep(KEY_REPEAT);
    });
    return { idle, held, memory: residentOf(pid) };
  } finally {
    try {
      terminal.tmux('kill-server');
    } catch {}
    execFileSync(pmx, ['kill'], { env, stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  }
}

console.log('| instances | at rest | `j` held down | memory |\n|--:|--:|--:|--:|');
for (const instances of options.instances.split(',').map(Number)) {
  const { idle, held, memory } = await measure(instances, Number(options.seconds));
  console.log(`| ${instances} | ${idle.toFixed(1)} % | ${held.toFixed(1)} % | ${Math.round(memory)} MB |`);
}

/** What /proc tells of a process, and the end of those that the benchmark started. Linux only. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { until } from './measure.mjs';

const STATE = 0;
const PARENT = 1;
const UTIME = 11;
const STIME = 12;
const START_TIME = 19;

/** Fields of /proc/PID/stat after the command's name, which may itself hold spaces and brackets; null: no such process. */
function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** Names one process for ever: a pid alone is used again. null: it has ended. */
export function identify(pid) {
  const fields = stat(pid);
  return fields && fields[STATE] !== 'Z' ? { pid, startTime: fields[START_TIME] } : null;
}

/** Pid of the process that started it; null: it has ended. */
export const parentOf = (pid) => Number(stat(pid)?.[PARENT]) || null;

export const isAlive = (pid) => identify(pid) !== null;

const isSame = (identity) => identify(identity.pid)?.startTime === identity.startTime;

/** Bytes that belong to this process alone. */
export function privateMemory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map((match) =>
    Number(match[1]),
  );
  return kilobytes.reduce((sum, value) => sum + value, 0) * 1024;
}

/** Milliseconds of CPU used so far, in user and in system mode. */
export function cpuTime(pid) {
  const fields = stat(pid);
  if (!fields) throw new Error(`process ${pid} has ended`);
  return ((Number(fields[UTIME]) + Number(fields[STIME])) * 1000) / clockTicks();
}

/** The same, of the threads that it has now, to the nanosecond instead of to a tick of the clock. */
export function exactCpuTime(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  const used = (thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]);
  return threads.reduce((sum, thread) => sum + used(thread), 0) / 1e6;
}

let ticks = 0;
function clockTicks() {
  ticks ||= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return ticks;
}

/** Ends what still runs of these processes, and waits until it is gone. */
export async function endAll(identities) {
  const alive = identities.filter(isSame);
  for (const { pid } of alive) signal(pid, 'SIGKILL');
  await until(() => !alive.some(isSame), 'the end of left-over processes', {
    interval: 20,
    deadline: 10_000,
  });
  return alive.length;
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

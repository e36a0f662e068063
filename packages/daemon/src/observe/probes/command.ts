import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ProbeSpec } from '@pmx/supervision';
import { groupExists } from '@pmx/system';
import { LastLine } from './last-line';
import type { Attempt, ProbeSurroundings } from './types';

/** Milliseconds for the output of a command that has ended: what escaped from its group may hold the pipe for ever. */
const DRAIN_TIME = 100;

/** A command line that exits with 0. Its last line of output is part of the reason when it does not. */
export const probeCommand: Attempt<Extract<ProbeSpec, { kind: 'command' }>> = async (
  { command },
  surroundings,
  signal,
) => {
  const child = start(command, surroundings);
  // It may close in the same moment as it ends.
  const closed = once(child, 'close').catch(() => {});
  const output = new LastLine();
  child.stdout?.on('data', (chunk: Buffer) => output.add(chunk));
  try {
    const end = await endOf(child, signal);
    if (end === 0) return;
    await drained(closed);
    throw new Error(explain(end, output.text()));
  } finally {
    child.stdout?.destroy();
  }
};

/**
 * In a process group of its own, so that all that it starts can be ended with it. Both streams go into one pipe: only so
 * the last line is the one that was written last.
 */
function start(command: string, { cwd, env, uid, gid }: ProbeSurroundings): ChildProcess {
  return spawn('/bin/sh', ['-c', `exec 2>&1\n${command}`], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(uid === null ? {} : { uid }),
    ...(gid === null ? {} : { gid }),
  });
}

/** Exit code, or the signal that ended it. Either way nothing of its group is left. */
function endOf(child: ChildProcess, signal: AbortSignal): Promise<number | string> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      if (child.exitCode === null && child.signalCode === null) killGroup(child);
      reject(signal.reason as Error);
    });
    child.on('error', (error) => reject(new Error(`could not run its command: ${error.message}`)));
    child.on('exit', (code, name) => {
      killGroup(child);
      resolve(code ?? name ?? 'a signal');
    });
  });
}

async function drained(closed: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    // Where this process itself stood still, what has come meanwhile is read after its timers.
    timer = setTimeout(() => setImmediate(resolve), DRAIN_TIME);
  });
  await Promise.race([closed, late]);
  clearTimeout(timer);
}

function explain(end: number | string, lastLine: string): string {
  const what =
    typeof end === 'number' ? `its command exited with code ${end}` : `its command was ended by ${end}`;
  return lastLine === '' ? what : `${what}: ${lastLine}`;
}

/**
 * A check that leaves a process behind would leave one at each look (invariant 6). The shell itself may have been reaped
 * already, but only just: its number is not given to another group in the same moment.
 */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined || !groupExists(pid)) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

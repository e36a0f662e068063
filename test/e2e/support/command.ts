/** Runs bin/pmx as a user does. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const root = join(__dirname, '../../..');
const bin = join(root, 'bin/pmx');

/** Milliseconds after which a command counts as hanging. */
const DEADLINE = 120_000;

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
  /** Milliseconds. */
  time: number;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Written to standard input, which is closed after it. */
  input?: string;
  /** The Node that runs the command. */
  node?: string;
  /** Its program file, where it is not the one under test. */
  bin?: string;
}

/**
 * Runs a command to its end.
 * @throws {Error} when it hangs, or is ended by a signal
 */
export function runPmx(args: string[], options: CommandOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(options.node ?? process.execPath, [options.bin ?? bin, ...args], {
      cwd: options.cwd,
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: DEADLINE,
      killSignal: 'SIGKILL',
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const outcome = {
        code: code ?? -1,
        stdout: stdout(),
        stderr: stderr(),
        time: performance.now() - begin,
      };
      if (code === null) reject(new Error(`pmx ${args.join(' ')} ended by ${signal}\n${shown(outcome)}`));
      else resolve(outcome);
    });
  });
}

/** A command that goes on until it is ended. */
export interface Follower {
  end(): Promise<void>;
}

/** Starts a command that goes on; each line of its standard output is given to `onLine`. */
export function followPmx(args: string[], options: CommandOptions, onLine: (line: string) => void): Follower {
  const { cwd, env } = options;
  const child = spawn(process.execPath, [bin, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', onLine);
  const closed = once(child, 'close');
  return {
    async end() {
      child.kill('SIGINT');
      await closed;
    },
  };
}

/** What a command said, for messages of failed tests. */
export const shown = ({ code, stdout, stderr }: Omit<Outcome, 'time'>): string =>
  `exit ${code}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`;

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

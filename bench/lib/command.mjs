/** Runs one Node command to its end. */
import { spawn } from 'node:child_process';

/**
 * Runs `node ...args` with its output on pipes, and gives what it wrote to standard output.
 * @param deadline milliseconds after which it is killed
 * @throws {Error} with the last lines of what it said, when it fails
 */
export function runNode(args, { env = process.env, cwd, deadline = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, args, {
      env,
      cwd,
      stdio,
      timeout: deadline,
      killSignal: 'SIGKILL',
    });
    const output = collect(child.stdout);
    const errors = collect(child.stderr);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output());
      else reject(new Error(`${args.join(' ')}: ${signal ?? `exit ${code}`}\n${tail(errors() || output())}`));
    });
  });
}

function collect(stream) {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

const tail = (text) => text.trim().split('\n').slice(-8).join('\n');

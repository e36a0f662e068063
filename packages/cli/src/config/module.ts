/** Configs that are programs: run in a thread, with a deadline. */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PmxError } from '@pmx/protocol';
import { threwError } from './errors';
import type { ConfigKind } from './kind';
import { errorOfThrown } from './thrown';
import type { WorkerInput, WorkerOutput } from './worker-protocol';

/** Milliseconds a config may take to load. */
const DEADLINE = 10_000;

/** The bundle's name in dist/, beside the CLI's. */
const WORKER_FILE = join(__dirname, 'config-worker.cjs');

const ADVICE = 'A config only has to export its apps, or a function that returns them.';

export interface ModuleOptions {
  env: Record<string, string>;
  deadline?: number;
  workerFile?: string;
}

/**
 * The plain value that a config module exports, or that the function it exports returns.
 * @throws {PmxError} PMX_ERR_CONFIG_SYNTAX, PMX_ERR_CONFIG_THREW (also when it exits or hangs), PMX_ERR_INVALID_SPEC
 */
export async function loadModule(file: string, kind: ConfigKind, options: ModuleOptions): Promise<unknown> {
  const output = await runWorker({ file, kind }, options);
  if (output.ok) return output.value;
  if ('unsettled' in output)
    throw threwError(file, file, 'it waits for a promise that never settles.', ADVICE);
  if ('thrown' in output)
    throw await errorOfThrown(output.thrown, { file, workerFile: options.workerFile ?? WORKER_FILE });
  throw new PmxError(output.error.code, output.error.message, output.error.advice, output.error.details);
}

async function runWorker(input: WorkerInput, options: ModuleOptions): Promise<WorkerOutput> {
  const { env, deadline = DEADLINE, workerFile = WORKER_FILE } = options;
  const worker = new Worker(workerFile, { workerData: input, env, stdout: true });
  // Standard output is for results: what a config prints goes beside it (invariant 10).
  worker.stdout.pipe(process.stderr, { end: false });
  try {
    return await outcome(worker, input.file, deadline);
  } finally {
    await worker.terminate();
  }
}

function outcome(worker: Worker, file: string, deadline: number): Promise<WorkerOutput> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(threwError(file, file, reason, ADVICE));
    const timer = setTimeout(() => fail(`it did not finish loading within ${deadline} ms.`), deadline);
    worker.once('message', (output: WorkerOutput) => resolve(output));
    worker.once('error', (error) => resolve({ ok: false, thrown: plainError(error) }));
    worker.once('exit', (code) => {
      clearTimeout(timer);
      fail(`it called process.exit(${code}).`);
    });
  });
}

const plainError = ({ name, message, stack = '' }: Error) => ({ name, message, stack });

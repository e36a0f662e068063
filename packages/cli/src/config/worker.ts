/**
 * Runs one JavaScript or TypeScript config in a thread of its own, so that it can neither end the CLI, nor hang it,
 * nor write into its output. An entry of its own in dist/.
 */

import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { PmxError } from '@pmx/protocol';
import { toPlain } from './plain';
import type { Thrown, WorkerInput, WorkerOutput } from './worker-protocol';

async function load({ file, kind }: WorkerInput): Promise<unknown> {
  const loaded =
    kind === 'typescript' ? await importTypeScript(file) : await import(pathToFileURL(file).href);
  const exported = defaultOf(loaded);
  return typeof exported === 'function' ? await exported() : await exported;
}

async function importTypeScript(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  return createJiti(file, { fsCache: false, moduleCache: false, interopDefault: false }).import(file);
}

/** `module.exports`, `export default`, compiled ES modules (a default inside a default), or the named exports. */
function defaultOf(loaded: unknown): unknown {
  let value = loaded;
  while (typeof value === 'object' && value !== null && 'default' in value) value = value.default;
  return value;
}

async function run(input: WorkerInput): Promise<WorkerOutput> {
  let value: unknown;
  try {
    value = await load(input);
  } catch (error) {
    return { ok: false, thrown: thrownOf(error) };
  }
  try {
    return { ok: true, value: toPlain(value, input.file) };
  } catch (error) {
    if (!(error instanceof PmxError)) return { ok: false, thrown: thrownOf(error) };
    const { code, message, advice, details } = error;
    return { ok: false, error: { code, message, advice, details } };
  }
}

function thrownOf(error: unknown): Thrown {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  return { name: error.name, message: error.message, stack: error.stack ?? '' };
}

const post = (output: WorkerOutput): void => parentPort?.postMessage(output);

// Not emitted after process.exit.
process.once('beforeExit', () => post({ ok: false, unsettled: true }));
void run(workerData as WorkerInput).then(post);
